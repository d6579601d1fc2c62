use std::collections::HashMap;
fn main() {
    let root = std::path::Path::new("/work/shared/corpus");
    let mut bk: HashMap<String, Option<String>> = HashMap::new();
    for l in std::fs::read_to_string(root.join("buildkit-check.jsonl")).unwrap().lines() {
        let v: serde_json::Value = serde_json::from_str(l).unwrap();
        bk.insert(v["file"].as_str().unwrap().into(), v.get("build_error").map(|e| e.to_string()));
    }
    let mut n = 0;
    for d in std::fs::read_dir(root.join("dockerfiles")).unwrap() {
        let d = d.unwrap().path();
        for f in std::fs::read_dir(&d).unwrap() {
            let f = f.unwrap().path();
            let key = format!(
                "{}/{}",
                d.file_name().unwrap().to_str().unwrap(),
                f.file_name().unwrap().to_str().unwrap()
            );
            let b = std::fs::read(&f).unwrap();
            let s = dockwright::text::Source::new(&b);
            let p = dockwright::syntax::Dockerfile::parse(s.text());
            n += 1;
            let mut at = 0;
            for t in p.tokens() {
                assert_eq!(t.range.start as usize, at, "{key}");
                assert!(!t.range.is_empty());
                at = t.range.end as usize;
            }
            assert_eq!(at, b.len(), "{key}");
            let ours: Vec<_> = p.problems().iter().map(|p| &p.message).collect();
            match bk.get(&key) {
                None => println!("NOBK {key} {ours:?}"),
                Some(None) if !ours.is_empty() => println!("WE-REFUSE {key} {ours:?}"),
                Some(Some(e)) if ours.is_empty() => println!("WE-ACCEPT {key} {e}"),
                _ => {}
            }
        }
    }
    println!("{n}");
}
