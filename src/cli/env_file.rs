//! The format of `.env` files: `--env-file`, `process.loadEnvFile()`, `util.parseEnv()`.

use std::collections::BTreeMap;

/// The assignments of a file by name; of a name that comes twice the later one counts.
pub fn parse(content: &str) -> BTreeMap<String, String> {
    let content = content.replace('\r', "");
    let mut assignments = BTreeMap::new();
    let mut rest = content.as_str();
    while let Some(first) = rest.chars().next() {
        if matches!(first, '\n' | ' ' | '\t') {
            rest = &rest[1..];
            continue;
        }
        if first == '#' {
            rest = after_line(rest);
            continue;
        }
        let line_end = rest.find('\n').unwrap_or(rest.len());
        let Some(equals) = rest[..line_end].find('=') else {
            rest = after_line(rest);
            continue;
        };
        let name = name_of(&rest[..equals]).to_owned();
        rest = &rest[equals + 1..];
        if name.is_empty() {
            // Whatever follows the sign may be an assignment of its own.
            if rest.is_empty() || rest.starts_with('\n') {
                assignments.insert(name, String::new());
            }
            continue;
        }
        // Blanks before the value belong to nobody, but the end of the line ends it.
        rest = rest.trim_start_matches([' ', '\t']);
        if let Some(quote) = rest.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`'))
            && let Some(length) = rest[1..].find(quote)
        {
            let value = &rest[1..=length];
            let value = if quote == '"' { value.replace("\\n", "\n") } else { value.to_owned() };
            assignments.insert(name, value);
            rest = after_line(&rest[length + 2..]);
            continue;
        }
        let line = rest.split('\n').next().unwrap_or_default();
        let value = line.split('#').next().unwrap_or_default().trim();
        assignments.insert(name, value.to_owned());
        rest = after_line(rest);
    }
    assignments
}

fn after_line(text: &str) -> &str {
    text.find('\n').map_or("", |end| &text[end + 1..])
}

/// `export NAME` is `NAME`.
fn name_of(text: &str) -> &str {
    let text = text.trim();
    match text.strip_prefix("export") {
        Some(rest) if rest.starts_with(char::is_whitespace) => rest.trim_start(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn quotes_keep_what_is_inside() {
        let pairs =
            parse("A=\"x # y\\nz\" # comment\nB='\\n'\r\nexport C = plain value # comment\n#D=1\n\nE\nF=`a\nb`\n");
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(pairs, [("A", "x # y\nz"), ("B", "\\n"), ("C", "plain value"), ("F", "a\nb")]);
    }

    #[test]
    fn an_open_quote_is_text() {
        let pairs = parse("A=\"x\nB=1");
        assert_eq!((pairs["A"].as_str(), pairs["B"].as_str()), ("\"x", "1"));
    }
}
