//! The format of `.env` files: `--env-file`, `process.loadEnvFile()`, `util.parseEnv()`.

use std::collections::BTreeMap;

/// What counts as a blank. Other white space is text.
const BLANKS: [char; 3] = [' ', '\t', '\n'];

/// The assignments of a file by name; of a name that comes twice the later one counts.
pub fn parse(content: &str) -> BTreeMap<String, String> {
    let content = content.replace('\r', "");
    let mut assignments = BTreeMap::new();
    let mut rest = content.trim_end_matches(BLANKS);
    loop {
        rest = rest.trim_start_matches(BLANKS);
        if rest.is_empty() {
            return assignments;
        }
        let line = rest.split('\n').next().unwrap_or_default();
        let Some((name, _)) = line.split_once('=').filter(|_| !line.starts_with('#')) else {
            rest = after_line(rest);
            continue;
        };
        rest = &rest[name.len() + 1..];
        let name = name.trim_matches(BLANKS);
        // The end of the line ends the value, unless there are blanks before it: then the next line is the value.
        if rest.is_empty() || rest.starts_with('\n') {
            assignments.insert(name.to_owned(), String::new());
        } else if !name.is_empty() {
            let name = name.strip_prefix("export ").map_or(name, |name| name.trim_start_matches(BLANKS));
            let (value, length) = value_of(rest);
            assignments.insert(name.to_owned(), value);
            rest = after_line(&rest[length..]);
        }
        // Whatever follows a sign without a name may be an assignment of its own.
    }
}

/// The value at the start of `text`, and how much of `text` it takes.
fn value_of(text: &str) -> (String, usize) {
    let trimmed = text.trim_start_matches(BLANKS);
    let blanks = text.len() - trimmed.len();
    let line = trimmed.split('\n').next().unwrap_or_default();
    let Some(quote) = trimmed.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`')) else {
        return (line.split('#').next().unwrap_or_default().trim_matches(BLANKS).to_owned(), blanks + line.len());
    };
    match trimmed[1..].split_once(quote) {
        Some((value, _)) => {
            let length = blanks + value.len() + 2;
            (if quote == '"' { value.replace("\\n", "\n") } else { value.to_owned() }, length)
        }
        None => (line.to_owned(), blanks + line.len()),
    }
}

fn after_line(text: &str) -> &str {
    text.find('\n').map_or("", |end| &text[end + 1..])
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
