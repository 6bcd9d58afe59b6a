use super::*;

fn all(line: &str) -> Vec<(String, Option<String>)> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Next {
        name: Some(name),
        value,
        rest: after,
    } = next(rest)
    {
        found.push((name.to_string(), value.map(str::to_string)));
        rest = after;
    }
    found
}

#[test]
fn parameters_are_split_with_their_quotes() {
    let found = all(" a b=1 \"c d=e f\" g=\"h i\" =x j=k=l");
    let shown: Vec<String> = found
        .iter()
        .map(|(name, value)| format!("{name}|{}", value.as_deref().unwrap_or("-")))
        .collect();
    assert_eq!(shown, ["a|-", "b|1", "c d|e f", "g|h i", "=x|-", "j|k=l"]);
}

#[test]
fn a_quote_alone_does_not_break_anything() {
    for line in ["\"", "a=\"", "\"=", "é=\"é", "\"\"", "a=\"\""] {
        assert!(all(line).len() <= 2, "{line}");
    }
}

#[test]
fn the_last_counts_or_the_first_that_matches() {
    let line = "my-arg=no x my_arg=yes my-arg=no";
    let check = |search| matches(line, "my_arg", &["yes", "on"], search, Compare::Equal);
    assert!(check(Search::First));
    assert!(!check(Search::Last));
    assert!(matches(
        "a quiet",
        "quiet",
        &[],
        Search::Last,
        Compare::Equal
    ));
    assert!(matches("a=yes", "a", &["y"], Search::Last, Compare::Prefix));
}
