//! What is laid out anew without being asked for.

use super::*;

#[test]
fn keywords() {
    for (text, expected) in [
        ("from a as b\n", "FROM a AS b\n"),
        ("FROM a\nonbuild run x\n", "FROM a\nONBUILD RUN x\n"),
        ("FROM a\nonbuild healthcheck none\n", "FROM a\nONBUILD HEALTHCHECK NONE\n"),
        ("FROM a\nhealthcheck --interval=5s cmd x\n", "FROM a\nHEALTHCHECK --interval=5s CMD x\n"),
        ("FROM a\ncmd cmd\n", "FROM a\nCMD cmd\n"),
        ("FROM as\n", "FROM as\n"),
        ("FROM a\nru\\\n# n\nn x\n", "FROM a\nru\\\n# n\nn x\n"),
    ] {
        assert_eq!(check(text), expected);
    }
    let lower = Options { keyword_case: KeywordCase::Lower, ..Options::default() };
    assert_eq!(check_with(&lower, "From a As b\nENV A=B\n"), "from a as b\nenv A=B\n");
    let kept = Options { keyword_case: KeywordCase::Preserve, ..Options::default() };
    assert_eq!(check_with(&kept, "From a As b\n"), "From a As b\n");
}

#[test]
fn blanks_between_words() {
    for (text, expected) in [
        ("FROM   --platform=x   a   AS   b\n", "FROM --platform=x a AS b\n"),
        ("FROM a\n  COPY\t a  b\tc  \n", "FROM a\nCOPY a b c\n"),
        ("FROM a\nCOPY [ \"a\" ,\"b c\" ]\n", "FROM a\nCOPY [\"a\", \"b c\"]\n"),
        ("FROM a\nCMD  [  ]\n", "FROM a\nCMD []\n"),
        ("FROM a\nRUN [\"a\\\",\",\"b\"]\n", "FROM a\nRUN [\"a\\\",\", \"b\"]\n"),
        ("FROM a\nEXPOSE 80   81\n", "FROM a\nEXPOSE 80 81\n"),
        ("FROM a\nENV  a=b   c=\"d  e\"  f=g\\ \\ h\n", "FROM a\nENV a=b c=\"d  e\" f=g\\ \\ h\n"),
        ("FROM a\nENV  a   b  c\n", "FROM a\nENV a b  c\n"),
        ("ARG  a   b=c\nFROM a\n", "ARG a b=c\nFROM a\n"),
        (
            "FROM a\nRUN   --mount=type=tmpfs,target=/t   a   b\n",
            "FROM a\nRUN --mount=type=tmpfs,target=/t a   b\n",
        ),
        ("FROM a\nHEALTHCHECK   CMD   a   b\n", "FROM a\nHEALTHCHECK CMD a   b\n"),
        ("FROM a\nWORKDIR   /a  b\n", "FROM a\nWORKDIR /a  b\n"),
        ("FROM a\nRUN\ta \\\\ \n", "FROM a\nRUN a \\\\\n"),
        // White space of other kinds is not touched, nor what stands behind it.
        ("FROM a\nRUN a\\\u{a0} \n", "FROM a\nRUN a\\\u{a0} \n"),
        ("FROM a\nRUN \u{a0}b\n", "FROM a\nRUN \u{a0}b\n"),
    ] {
        assert_eq!(check(text), expected);
    }
}

#[test]
fn continued_lines_keep_their_distance() {
    for (text, expected) in [
        (
            "FROM a\nENV a=b \\\nc=d   \\  \n    e=f\n",
            "FROM a\nENV a=b \\\n    c=d \\\n        e=f\n",
        ),
        (
            "FROM a\nCOPY a \\\n            b \\\n          c\n",
            "FROM a\nCOPY a \\\n      b \\\n    c\n",
        ),
        // Without a blank it is one value.
        ("FROM a\nENV a=b\\\nc=d\n", "FROM a\nENV a=b\\\nc=d\n"),
        ("FROM a\nENV a=b\\\n         c=d\n", "FROM a\nENV a=b \\\n    c=d\n"),
        (
            "FROM a\nLABEL a=\"b \\\n  c\" \\\n            d=e\n",
            "FROM a\nLABEL a=\"b \\\n  c\" \\\n    d=e\n",
        ),
        (
            "FROM a\nCMD [ \\\n\"a\", \\\n\"b\" \\\n]\n",
            "FROM a\nCMD [ \\\n    \"a\", \\\n    \"b\" \\\n]\n",
        ),
        (
            "FROM a\nCMD [\\\n  \"a\"\\\n  ,\"b\"\\\n]\n",
            "FROM a\nCMD [ \\\n  \"a\" \\\n  , \"b\" \\\n]\n",
        ),
        ("FROM a\nUSER \\\nb\n", "FROM a\nUSER \\\n    b\n"),
        ("FROM a\nUSER b\\\n  c\n", "FROM a\nUSER b\\\n  c\n"),
        // Comments move with the lines around them, but not from the margin.
        (
            "FROM a\nENV a=b \\\n            # c\n            d=e \\\n# f\n            g=h\n",
            "FROM a\nENV a=b \\\n    # c\n    d=e \\\n# f\n    g=h\n",
        ),
        ("FROM a\nENV a=b \\\n\n\nc=d", "FROM a\nENV a=b \\\n\n    c=d\n"),
        ("FROM a\nENV a=b \\\n  \t\n \n\n    c=d\n", "FROM a\nENV a=b \\\n\n    c=d\n"),
        // What follows is the begin of the command: it is trimmed.
        ("FROM a\nRUN --network=none \\\nx\n", "FROM a\nRUN --network=none \\\n    x\n"),
    ] {
        assert_eq!(check(text), expected);
    }
}

#[test]
fn indentation_is_what_is_asked_for_or_the_habit_of_the_file() {
    let text = "FROM a\nENV a=b \\\n  c=d\nENV e=f \\\n  g=h\nENV i=j \\\n\t\tk=l\n";
    assert_eq!(check(text), text.replace("\t\t", "  "));
    let four = Options { indent_width: Some(4), ..Options::default() };
    assert_eq!(check_with(&four, text), text.replace("  ", "    ").replace("\t\t", "    "));
    let tabs = Options { indent_style: Some(IndentStyle::Tab), ..Options::default() };
    assert_eq!(check_with(&tabs, text), text.replace("  ", "\t").replace("\t\t", "\t"));
}

#[test]
fn lines_outside_instructions() {
    for (text, expected) in [
        ("\n\n# c\nFROM a  \n\n\n\nUSER b\n \t\n", "# c\nFROM a\n\nUSER b\n"),
        ("FROM a\n    # c  \n    USER b", "FROM a\n# c  \nUSER b\n"),
        ("FROM a\r\n\r\n\r\n\r\nUSER  b", "FROM a\r\n\r\nUSER b\r\n"),
        ("\u{feff}  FROM a", "\u{feff}FROM a\n"),
        ("FROM a\nRUN x \\", "FROM a\nRUN x \\\n"),
        ("FROM a\nUSER x  \\ \n\n\n", "FROM a\nUSER x \\\n"),
        // A comment in front of which an empty line stands is no directive.
        ("\n\n# escape=`\nFROM a\nUSER x\\\n  y\n", "\n# escape=`\nFROM a\nUSER x\\\n  y\n"),
        ("# syntax=a\n\n\n# escape=`\nFROM a\n", "# syntax=a\n\n# escape=`\nFROM a\n"),
    ] {
        assert_eq!(check(text), expected);
    }
    let two = Options { max_blank_lines: 2, ..Options::default() };
    assert_eq!(check_with(&two, "FROM a\n\n\n\n\nUSER b\n"), "FROM a\n\n\nUSER b\n");
}

#[test]
fn ends_of_lines_and_of_the_file() {
    let ends = |line_ends| Options { line_ends, ..Options::default() };
    let mixed = "FROM a\r\nUSER b \\\n  c\nRUN <<E\r\nx\r\ny\nE\r\nUSER d";
    assert_eq!(
        check_with(&ends(LineEnds::Lf), mixed),
        "FROM a\nUSER b \\\n  c\nRUN <<E\nx\r\ny\nE\nUSER d\n"
    );
    assert_eq!(
        check_with(&ends(LineEnds::CrLf), mixed),
        "FROM a\r\nUSER b \\\r\n  c\r\nRUN <<E\r\nx\r\ny\nE\r\nUSER d\r\n"
    );
    let none = Options { final_newline: FinalNewline::Remove, ..Options::default() };
    assert_eq!(check_with(&none, "FROM a\r\n\r\n"), "FROM a");
    assert_eq!(check_with(&none, "FROM a"), "FROM a");
    let both = Options { line_ends: LineEnds::Lf, ..none };
    assert_eq!(check_with(&both, "FROM a\r\n"), "FROM a");
}

#[test]
fn what_does_not_parse_is_left() {
    for text in ["from  a\nrum  b\n", "from  a\nrun <<E\n", "  ", "from a\nenv b\n"] {
        let file = Dockerfile::parse(text);
        assert_ne!(file.problems(), [], "{text:?}");
        assert_eq!(format(&file, &Options::default()), Formatted::default());
    }
}
