//! Figures as people say them.

/// `0.5 s`, `41 s`, `3 m 20 s`, `2 h 05 m`.
pub fn duration(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    match seconds {
        0.0 => "0 s".to_owned(),
        seconds if seconds < 0.05 => "<0.1 s".to_owned(),
        seconds if seconds < 9.95 => format!("{seconds:.1} s").replace(".0 s", " s"),
        seconds if seconds < 59.5 => format!("{whole} s"),
        seconds if seconds < 3_599.5 => format!("{} m {:02} s", whole / 60, whole % 60),
        _ => format!("{} h {:02} m", whole / 3_600, whole % 3_600 / 60),
    }
}
