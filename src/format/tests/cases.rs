//! The twelve cases in which other formatters break builds or differ.

use super::*;

fn paid() -> Options {
    Options { allow_rebuild: true, ..Options::default() }
}

/// What no option changes.
fn stays(text: &str) {
    assert_eq!(check(text), text);
    assert_eq!(check_with(&paid(), text), text);
}

#[test]
fn legacy_env_with_a_blank_in_its_value() {
    stays("FROM a\nENV k v w\n");
}

#[test]
fn legacy_env_with_signs_in_its_value() {
    stays("FROM a\nENV URLS http://+:5000;https://+:5001\n");
}

#[test]
fn backtick_as_escape_character_and_powershell() {
    stays(
        "# escape=`\nFROM a\nSHELL [\"powershell\", \"-Command\"]\nRUN Get-Item C:\\ ; `\n  if ($x) { `\n    y `\n  }\n",
    );
    assert_eq!(
        check("# escape=`\nfrom a\nenv a=b   `  \n            c=d\n"),
        "# escape=`\nFROM a\nENV a=b `\n    c=d\n"
    );
}

#[test]
fn heredoc_of_a_run() {
    stays("FROM a\nRUN <<EOF\n  if x\n\n\n\n\tthen   y  \n# fmt: off\nEOF\nUSER b\n");
}

#[test]
fn terminator_with_a_tab() {
    stays("FROM a\nCOPY <<-EOT /x\n\ta\n\tEOT\n");
}

#[test]
fn maintainer() {
    stays("FROM a\nMAINTAINER A  B <c@d>\n");
}

#[test]
fn inner_keywords() {
    assert_eq!(
        check("from a as b\nonbuild run c\nhealthcheck --retries=1 cmd d\n"),
        "FROM a AS b\nONBUILD RUN c\nHEALTHCHECK --retries=1 CMD d\n"
    );
}

#[test]
fn blanks_between_words() {
    assert_eq!(
        check("FROM   a\nEXPOSE 1   2\nENV a=b   c=d\nLABEL e=f   g=h\nCMD [\"x\",   \"y\"]\n"),
        "FROM a\nEXPOSE 1 2\nENV a=b c=d\nLABEL e=f g=h\nCMD [\"x\", \"y\"]\n"
    );
}

#[test]
fn nested_indentation_of_continued_lines() {
    let text = "FROM a\nRUN apt-get install \\\n  b \\\n    c \\\n    d \\\n  && e\n";
    stays(text);
    let wide = Options { indent_width: Some(4), ..paid() };
    let expected = "FROM a\nRUN apt-get install \\\n    b \\\n      c \\\n      d \\\n    && e\n";
    assert_eq!(check_with(&wide, text), expected);
}

#[test]
fn final_newline() {
    assert_eq!(check("FROM a"), "FROM a\n");
    assert_eq!(check("FROM a\n\n\n"), "FROM a\n");
}

#[test]
fn comments_in_continued_instructions() {
    stays(
        "# head\nFROM a\nRUN b && \\\n# margin\n    # among\n    c \\\n        # deeper\n    d\nENV e=f \\\n    # last\n    g=h\n# foot\n",
    );
}

#[test]
fn semicolons_and_groups() {
    stays("FROM a\nRUN b; c\nRUN { b; c; } || d\nRUN { b; \\\n    c; \\\n    }\n");
}
