//! Signals for STOPSIGNAL.

use super::{Term, term};

/// Those that programs commonly end for, first the usual ones.
pub(in crate::lsp) const SIGNALS: &[Term] = &[
    term("SIGTERM", "Asks to end; what is sent without STOPSIGNAL."),
    term("SIGINT", "As Ctrl+C: what many development servers end for."),
    term("SIGQUIT", "nginx and PHP-FPM finish their requests for it."),
    term("SIGWINCH", "Apache httpd finishes its requests for it."),
    term("SIGHUP", "The terminal went away; many servers read their settings again."),
    term("SIGUSR1", "What the program makes of it."),
    term("SIGUSR2", "What the program makes of it."),
    term("SIGKILL", "Ends at once: nothing can be put in order."),
    term("SIGRTMIN+3", "Shuts systemd down."),
];
