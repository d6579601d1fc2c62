//! Where the formatter stays away, and parts of a file.

use super::*;

#[test]
fn off_on_and_skip() {
    for (text, expected) in [
        (
            "from  a\n# fmt: off\nenv  a=b\n\n\n\n# fmt: on\nenv  a=b\n",
            "FROM a\n# fmt: off\nenv  a=b\n\n\n\n# fmt: on\nENV a=b\n",
        ),
        ("from  a\n# fmt: off\nuser  b  \n\n\n", "FROM a\n# fmt: off\nuser  b  \n\n\n"),
        ("from  a\n# fmt: off\nuser  b  ", "FROM a\n# fmt: off\nuser  b  "),
        (
            "from  a\n# fmt: skip by hand\nuser  b\nuser  c\n",
            "FROM a\n# fmt: skip by hand\nuser  b\nUSER c\n",
        ),
        ("from  a\n# fmt: skip\n\nuser  b\n", "FROM a\n# fmt: skip\n\nUSER b\n"),
        (
            "from  a\nenv a=b \\\n      # fmt: skip\n  c=d\nuser  b\n",
            "FROM a\nenv a=b \\\n      # fmt: skip\n  c=d\nUSER b\n",
        ),
        (
            "from  a\nenv a=b \\\n \n\n# fmt: skip\n  c=d\nuser  b\n",
            "FROM a\nenv a=b \\\n \n\n# fmt: skip\n  c=d\nUSER b\n",
        ),
        (
            "from  a\nenv a=b \\\n      # fmt: off\n  c=d\nuser  b\n",
            "FROM a\nenv a=b \\\n      # fmt: off\n  c=d\nuser  b\n",
        ),
        ("from  a\nrun <<E\n# fmt: off\nE\nuser  b\n", "FROM a\nRUN <<E\n# fmt: off\nE\nUSER b\n"),
    ] {
        assert_eq!(check(text), expected);
    }
}

#[test]
fn edits_within_lines_are_whole_instructions() {
    let text = "from  a\nenv a=b \\\n            c=d \\\n            e=f\nuser  b\n";
    let formatted = format(&Dockerfile::parse(text), &Options::default());
    let check = |needle: &str| {
        let at = text.find(needle).unwrap();
        let edits = formatted.within(TextRange::new(at, at + needle.len()));
        String::from_utf8(edited(text.as_bytes(), edits.iter().collect())).unwrap()
    };
    assert_eq!(check("rom"), text.replace("from  a", "FROM a"));
    assert_eq!(check("e=f"), "from  a\nENV a=b \\\n    c=d \\\n    e=f\nuser  b\n");
    assert_eq!(check("ser"), text.replace("user  b", "USER b"));
}

#[test]
fn a_new_line_is_indented_as_formatting_would_leave_it() {
    let check = |text: &str| {
        let at = text.find('|').unwrap();
        let text = text.replace('|', "");
        continuation_indentation(&Dockerfile::parse(text), at, &Options::default())
    };
    assert_eq!(check("FROM a\nRUN b && \\\n|"), Some("    ".to_owned()));
    assert_eq!(check("FROM a\nRUN b && \\\n  c && \\\n|"), Some("  ".to_owned()));
    assert_eq!(check("FROM a\nRUN b && \\\n|c\n"), Some("    ".to_owned()));
    assert_eq!(check("FROM a\n|"), None);
    assert_eq!(check("FROM a\nRUN b\n|USER c\n"), None);
}
