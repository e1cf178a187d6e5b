//! Which names a CommonJS module exports, read off its text without running it, so that `import { name }` from it can link.
//!
//! Recognized are the forms that Node.js documents (they are those of the package cjs-module-lexer): assignments to
//! `exports.name`, `Object.defineProperty(exports, 'name', …)`, `module.exports = { name, … }`, and re-exports through
//! `module.exports = require('x')` and the helpers that TypeScript, Babel and esbuild emit. Everything else in the text is
//! only skipped over: comments, strings, templates, regular expressions.

/// What was found, in order of appearance, without duplicates.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Exports {
    pub exports: Vec<String>,
    /// Specifiers of modules whose exports are exported as well.
    pub reexports: Vec<String>,
}

/// Reads a module's text.
pub fn analyze(source: &str) -> Exports {
    let mut lexer = Lexer {
        cursor: Cursor { source: source.as_bytes(), at: 0 },
        found: Exports::default(),
        open: Vec::new(),
        last: Token::Start,
        star_candidates: Vec::new(),
    };
    lexer.run();
    lexer.found
}

/// A bracket that is open.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    /// A parenthesis; whether a statement follows its end (`if (…)`), so that a slash there begins a regular expression.
    Paren {
        of_statement: bool,
    },
    Bracket,
    /// A brace; whether it is an expression's, so that a slash after its end divides.
    Brace {
        of_expression: bool,
    },
    /// `${` of a template.
    Substitution,
}

/// The token before the current place, as far as it says what a slash or a brace means.
#[derive(Clone, Copy, PartialEq)]
enum Token {
    Start,
    /// After it an operand is expected: an operator, an opening bracket, a keyword such as `return`.
    Operator,
    /// `if`, `while`, `for`, `with`: the parenthesis that follows is of a statement.
    StatementKeyword,
    /// `else`, `do`, `try`, `finally`, `=>`, `;`: a brace that follows opens a block.
    BlockStart,
    /// A value ended here: an identifier, a literal, a closing bracket.
    Value,
    /// The parenthesis of `if (…)` or of a function's parameters ended here.
    ParenEnd {
        of_statement: bool,
    },
    /// A block ended here.
    BlockEnd,
    Dot,
}

struct Lexer<'a> {
    cursor: Cursor<'a>,
    found: Exports,
    open: Vec<Open>,
    last: Token,
    /// Top-level `var x = require('y')`: `Object.keys(x).forEach(…)` may turn them into re-exports.
    star_candidates: Vec<(&'a [u8], String)>,
}

impl<'a> Lexer<'a> {
    fn run(&mut self) {
        if self.cursor.source.starts_with(b"#!") {
            self.cursor.skip_line();
        }
        loop {
            self.cursor.skip_space();
            let Some(byte) = self.cursor.peek() else {
                return;
            };
            if is_identifier_start(byte) {
                self.word();
                continue;
            }
            match byte {
                b'0'..=b'9' => {
                    self.cursor.skip_number();
                    self.last = Token::Value;
                }
                b'"' | b'\'' => {
                    self.cursor.string();
                    self.last = Token::Value;
                }
                b'`' => self.template(),
                b'/' => self.slash(),
                b'(' => self.push(Open::Paren { of_statement: self.last == Token::StatementKeyword }),
                b'[' => self.push(Open::Bracket),
                b'{' => self.push(Open::Brace { of_expression: !self.block_may_start() }),
                b')' | b']' | b'}' => self.close(),
                b';' => self.step(Token::BlockStart),
                b'.' => self.dot(),
                b'=' if self.cursor.starts_with(b"=>") => {
                    self.cursor.at += 2;
                    self.last = Token::BlockStart;
                }
                b'+' | b'-' if self.cursor.starts_with(&[byte, byte]) => {
                    // Postfix after a value, prefix otherwise: either way what it means for a slash stays.
                    self.cursor.at += 2;
                }
                _ => self.step(Token::Operator),
            }
        }
    }

    fn step(&mut self, token: Token) {
        self.cursor.at += 1;
        self.last = token;
    }

    fn push(&mut self, open: Open) {
        self.open.push(open);
        let block = matches!(open, Open::Brace { of_expression: false });
        self.step(if block { Token::BlockStart } else { Token::Operator });
    }

    fn close(&mut self) {
        match self.open.pop() {
            Some(Open::Substitution) => {
                self.cursor.at += 1;
                self.template_rest();
            }
            Some(Open::Paren { of_statement }) => self.step(Token::ParenEnd { of_statement }),
            Some(Open::Brace { of_expression: false }) => self.step(Token::BlockEnd),
            _ => self.step(Token::Value),
        }
    }

    fn block_may_start(&self) -> bool {
        matches!(self.last, Token::Start | Token::BlockStart | Token::BlockEnd | Token::ParenEnd { .. })
    }

    fn dot(&mut self) {
        if self.cursor.starts_with(b"...") {
            self.cursor.at += 3;
            self.last = Token::Operator;
        } else {
            self.step(Token::Dot);
        }
    }

    fn slash(&mut self) {
        let divides = matches!(self.last, Token::Value | Token::ParenEnd { of_statement: false });
        if divides {
            self.step(Token::Operator);
        } else {
            self.cursor.regular_expression();
            self.last = Token::Value;
        }
    }

    fn template(&mut self) {
        self.cursor.at += 1;
        self.template_rest();
    }

    /// From inside a template to its end, or to its next substitution.
    fn template_rest(&mut self) {
        while let Some(byte) = self.cursor.next() {
            match byte {
                b'\\' => self.cursor.at += 1,
                b'`' => {
                    self.last = Token::Value;
                    return;
                }
                b'$' if self.cursor.peek() == Some(b'{') => {
                    self.cursor.at += 1;
                    self.open.push(Open::Substitution);
                    self.last = Token::Operator;
                    return;
                }
                _ => {}
            }
        }
    }

    /// An identifier or keyword. Only what begins one of the known forms is looked at more closely, with a cursor of its own.
    fn word(&mut self) {
        let after_dot = self.last == Token::Dot;
        let word = self.cursor.identifier().unwrap_or_default();
        self.last = Token::Value;
        let top_level = self.open.is_empty();
        match word {
            b"__export" | b"__exportStar" if top_level => self.export_star(),
            _ if after_dot => {}
            b"exports" => {
                let cursor = self.cursor.clone();
                self.exports_member(cursor);
            }
            b"module" => self.module_exports(),
            b"Object" => {
                self.define_property();
                if top_level {
                    self.keys_for_each();
                }
            }
            b"var" | b"let" | b"const" => {
                if top_level {
                    self.star_candidate();
                }
                self.last = Token::Operator;
            }
            b"if" | b"while" | b"for" | b"with" => self.last = Token::StatementKeyword,
            b"else" | b"do" | b"try" | b"finally" => self.last = Token::BlockStart,
            b"return" | b"typeof" | b"case" | b"in" | b"of" | b"void" | b"delete" | b"new" | b"throw"
            | b"instanceof" | b"yield" | b"await" | b"default" => self.last = Token::Operator,
            _ => {}
        }
    }

    fn add(&mut self, name: String) {
        if !self.found.exports.contains(&name) {
            self.found.exports.push(name);
        }
    }

    fn add_reexport(&mut self, specifier: String) {
        if !self.found.reexports.contains(&specifier) {
            self.found.reexports.push(specifier);
        }
    }

    /// `exports.name =`, `exports['name'] =`
    fn exports_member(&mut self, mut cursor: Cursor<'a>) {
        cursor.skip_space();
        let name = if cursor.take(b".") {
            cursor.skip_space();
            cursor.identifier().map(|name| String::from_utf8_lossy(name).into_owned())
        } else if cursor.take(b"[") {
            cursor.skip_space();
            cursor.string().filter(|_| {
                cursor.skip_space();
                cursor.take(b"]")
            })
        } else {
            None
        };
        cursor.skip_space();
        if let Some(name) = name
            && cursor.peek() == Some(b'=')
        {
            self.add(name);
        }
    }

    /// `module.exports = …`, `module.exports.name =`
    fn module_exports(&mut self) {
        let mut cursor = self.cursor.clone();
        if !cursor.take_member(b"exports") {
            return;
        }
        cursor.skip_space();
        if cursor.peek() != Some(b'=') {
            return self.exports_member(cursor);
        }
        cursor.at += 1;
        // The last assignment decides what else is exported.
        self.found.reexports.clear();
        cursor.skip_space();
        if cursor.take(b"{") {
            self.literal(cursor);
        } else if let Some(specifier) = cursor.require() {
            self.add_reexport(specifier);
        }
    }

    /// The properties of an object literal, up to the first that is more than `name`, `name: name` or `...spread`.
    fn literal(&mut self, mut cursor: Cursor<'a>) {
        loop {
            cursor.skip_space();
            if cursor.take(b"...") {
                if let Some(specifier) = cursor.clone().require() {
                    cursor.require();
                    self.add_reexport(specifier);
                } else if cursor.identifier().is_none() {
                    return;
                }
            } else {
                let plain = cursor.identifier().map(|name| String::from_utf8_lossy(name).into_owned());
                let shorthand = plain.is_some();
                let Some(name) = plain.or_else(|| cursor.string()) else {
                    return;
                };
                cursor.skip_space();
                if cursor.take(b":") {
                    cursor.skip_space();
                    if cursor.identifier().is_none() {
                        return;
                    }
                    self.add(name);
                } else if shorthand {
                    self.add(name);
                } else {
                    return;
                }
            }
            cursor.skip_space();
            if !cursor.take(b",") {
                return;
            }
        }
    }

    /// `Object.defineProperty(exports, 'name', { enumerable: true, get: function () { return a.b; } })`, or with a `value`.
    fn define_property(&mut self) {
        let mut cursor = self.cursor.clone();
        if !cursor.take_member(b"defineProperty") || !cursor.take_spaced(b"(") || !cursor.take_exports() {
            return;
        }
        if !cursor.take_spaced(b",") {
            return;
        }
        cursor.skip_space();
        let Some(name) = cursor.string() else {
            return;
        };
        if !(cursor.take_spaced(b",") && cursor.take_spaced(b"{")) {
            return;
        }
        if cursor.take_word(b"enumerable")
            && !(cursor.take_spaced(b":")
                && (cursor.take_word(b"true") || cursor.take_spaced(b"!0"))
                && cursor.take_spaced(b","))
        {
            return;
        }
        if cursor.take_word(b"value") {
            if cursor.take_spaced(b":") {
                self.add(name);
            }
        } else if cursor.take_word(b"get") && cursor.take_getter() {
            self.add(name);
        }
    }

    /// `__exportStar(require('x'))`
    fn export_star(&mut self) {
        let mut cursor = self.cursor.clone();
        if cursor.take(b"(")
            && let Some(specifier) = cursor.require()
        {
            self.add_reexport(specifier);
        }
    }

    /// `var x = require('y')`, `var x = _interopRequireWildcard(require('y'))`
    fn star_candidate(&mut self) {
        let mut cursor = self.cursor.clone();
        cursor.skip_space();
        let Some(name) = cursor.identifier() else {
            return;
        };
        if !cursor.take_spaced(b"=") {
            return;
        }
        cursor.skip_space();
        let mut inner = cursor.clone();
        if let Some(b"_interopRequireWildcard") = inner.identifier() {
            if !inner.take_spaced(b"(") {
                return;
            }
            inner.skip_space();
            cursor = inner;
        }
        if let Some(specifier) = cursor.require() {
            self.star_candidates.push((name, specifier));
        }
    }

    /// Babel's `Object.keys(x).forEach(function (k) { if (k === 'default' …) … exports[k] = x[k]; })`
    fn keys_for_each(&mut self) {
        let mut cursor = self.cursor.clone();
        if !cursor.take_member(b"keys") || !cursor.take_spaced(b"(") {
            return;
        }
        cursor.skip_space();
        let Some(object) = cursor.identifier() else {
            return;
        };
        let Some((_, specifier)) = self.star_candidates.iter().rfind(|(name, _)| *name == object) else {
            return;
        };
        let specifier = specifier.clone();
        if cursor.take_spaced(b")")
            && cursor.take_member(b"forEach")
            && cursor.take_spaced(b"(")
            && cursor.take_word(b"function")
            && cursor.take_spaced(b"(")
            && cursor.take_star_body(object)
        {
            self.add_reexport(specifier);
        }
    }
}

/// A place in the text.
#[derive(Clone)]
struct Cursor<'a> {
    source: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<u8> {
        self.source.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn starts_with(&self, text: &[u8]) -> bool {
        self.source.get(self.at..).is_some_and(|rest| rest.starts_with(text))
    }

    fn take(&mut self, text: &[u8]) -> bool {
        let found = self.starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    fn take_spaced(&mut self, text: &[u8]) -> bool {
        self.skip_space();
        self.take(text)
    }

    /// `word` as a whole identifier.
    fn take_word(&mut self, word: &[u8]) -> bool {
        self.skip_space();
        let mut ahead = self.clone();
        let found = ahead.identifier() == Some(word);
        if found {
            *self = ahead;
        }
        found
    }

    /// `.name`
    fn take_member(&mut self, name: &[u8]) -> bool {
        self.take_spaced(b".") && self.take_word(name)
    }

    /// `exports` or `module.exports`
    fn take_exports(&mut self) -> bool {
        self.take_word(b"exports") || self.take_word(b"module") && self.take_member(b"exports")
    }

    /// `require('x')`: the specifier.
    fn require(&mut self) -> Option<String> {
        if !self.take_word(b"require") || !self.take_spaced(b"(") {
            return None;
        }
        self.skip_space();
        let specifier = self.string()?;
        self.take_spaced(b")").then_some(specifier)
    }

    /// After `get`: `: function name() { return a.b; } }`, `() { return a['b'] } }`, with the end of the descriptor.
    fn take_getter(&mut self) -> bool {
        if self.take_spaced(b":") {
            if !self.take_word(b"function") {
                return false;
            }
            self.skip_space();
            self.identifier();
        }
        if !(self.take_spaced(b"(") && self.take_spaced(b")") && self.take_spaced(b"{") && self.take_word(b"return")) {
            return false;
        }
        self.skip_space();
        if self.identifier().is_none() {
            return false;
        }
        self.skip_space();
        if self.take(b".") {
            self.skip_space();
            if self.identifier().is_none() {
                return false;
            }
        } else if self.take(b"[") {
            self.skip_space();
            if self.string().is_none() || !self.take_spaced(b"]") {
                return false;
            }
        }
        self.take_spaced(b";");
        self.take_spaced(b"}") && {
            self.take_spaced(b",");
            self.take_spaced(b"}") && self.take_spaced(b")")
        }
    }

    /// After `forEach(function (`: a body that guards against `default` and copies or forwards `object[k]` to `exports[k]`.
    fn take_star_body(&mut self, object: &[u8]) -> bool {
        self.skip_space();
        let Some(key) = self.identifier() else {
            return false;
        };
        if !(self.take_spaced(b")") && self.take_spaced(b"{") && self.take_word(b"if") && self.take_spaced(b"(")) {
            return false;
        }
        if !self.take_word(key) {
            return false;
        }
        self.skip_space();
        let leaves = self.take(b"===");
        if !leaves && !self.take(b"!==") {
            return false;
        }
        self.skip_space();
        if self.string().as_deref() != Some("default") {
            return false;
        }
        // The guards come in many shapes; what they protect decides.
        let mut depth = 1;
        while depth > 0 {
            self.skip_space();
            let mut ahead = self.clone();
            if ahead.take_word(b"exports")
                && ahead.take_indexed(key)
                && ahead.take_spaced(b"=")
                && !ahead.starts_with(b"=")
            {
                return ahead.take_word(object) && ahead.take_indexed(key);
            }
            let mut ahead = self.clone();
            if ahead.take_word(b"defineProperty")
                && ahead.take_spaced(b"(")
                && ahead.take_exports()
                && ahead.take_spaced(b",")
                && ahead.take_word(key)
            {
                return true;
            }
            if self.identifier().is_some() || self.string().is_some() {
                continue;
            }
            match self.next() {
                Some(b'{') => depth += 1,
                Some(b'}') => depth -= 1,
                Some(_) => {}
                None => return false,
            }
        }
        false
    }

    fn take_indexed(&mut self, key: &[u8]) -> bool {
        self.take_spaced(b"[") && self.take_word(key) && self.take_spaced(b"]")
    }

    /// White space and comments.
    fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | 0x0B | 0x0C => self.at += 1,
                b'/' if self.starts_with(b"//") => self.skip_line(),
                b'/' if self.starts_with(b"/*") => {
                    let rest = &self.source[self.at + 2..];
                    let end = rest.windows(2).position(|pair| pair == b"*/");
                    self.at = end.map_or(self.source.len(), |end| self.at + 2 + end + 2);
                }
                0xEF if self.starts_with(b"\xEF\xBB\xBF") => self.at += 3,
                0xC2 if self.starts_with(b"\xC2\xA0") => self.at += 2,
                _ => return,
            }
        }
    }

    fn skip_line(&mut self) {
        let rest = &self.source[self.at..];
        self.at += rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
    }

    fn skip_number(&mut self) {
        while self.peek().is_some_and(|byte| is_identifier_part(byte) || byte == b'.') {
            self.at += 1;
        }
    }

    /// An identifier (escapes are not followed: names that need them are not recognized).
    fn identifier(&mut self) -> Option<&'a [u8]> {
        let start = self.at;
        if !is_identifier_start(self.peek()?) {
            return None;
        }
        while self.peek().is_some_and(is_identifier_part) {
            self.at += 1;
        }
        Some(&self.source[start..self.at])
    }

    /// A string literal's value; `None` when there is none, or when it is no well-formed Unicode.
    fn string(&mut self) -> Option<String> {
        let quote = self.peek().filter(|byte| matches!(byte, b'"' | b'\''))?;
        self.at += 1;
        let start = self.at;
        let mut escaped = false;
        loop {
            match self.next()? {
                b'\\' => {
                    escaped = true;
                    self.at += 1;
                }
                b'\n' => return None,
                byte if byte == quote => break,
                _ => {}
            }
        }
        let text = String::from_utf8_lossy(&self.source[start..(self.at - 1).max(start)]).into_owned();
        if escaped { unescape(&text) } else { Some(text) }
    }

    fn regular_expression(&mut self) {
        self.at += 1;
        let mut in_class = false;
        while let Some(byte) = self.next() {
            match byte {
                b'\\' => self.at += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'/' if !in_class => break,
                b'\n' => return,
                _ => {}
            }
        }
        while self.peek().is_some_and(is_identifier_part) {
            self.at += 1;
        }
    }
}

fn is_identifier_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'$') || byte >= 0x80
}

fn is_identifier_part(byte: u8) -> bool {
    is_identifier_start(byte) || byte.is_ascii_digit()
}

fn unescape(text: &str) -> Option<String> {
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut characters = text.chars();
    let mut buffer = [0; 2];
    while let Some(character) = characters.next() {
        if character != '\\' {
            units.extend_from_slice(character.encode_utf16(&mut buffer));
            continue;
        }
        let escape = characters.next()?;
        let replaced = match escape {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{C}',
            'v' => '\u{B}',
            '0' => '\0',
            '\n' => continue,
            'x' => {
                units.push(hexadecimal(&mut characters, 2)?);
                continue;
            }
            'u' if characters.as_str().starts_with('{') => {
                let (digits, rest) = characters.as_str()[1..].split_once('}')?;
                characters = rest.chars();
                char::from_u32(u32::from_str_radix(digits, 16).ok()?)?
            }
            'u' => {
                units.push(hexadecimal(&mut characters, 4)?);
                continue;
            }
            other => other,
        };
        units.extend_from_slice(replaced.encode_utf16(&mut buffer));
    }
    String::from_utf16(&units).ok()
}

fn hexadecimal(characters: &mut std::str::Chars, digits: usize) -> Option<u16> {
    let text = characters.as_str().get(..digits)?;
    *characters = characters.as_str()[digits..].chars();
    u16::from_str_radix(text, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exports(source: &str) -> Vec<String> {
        analyze(source).exports
    }

    fn reexports(source: &str) -> Vec<String> {
        analyze(source).reexports
    }

    #[test]
    fn assignments() {
        assert_eq!(exports("exports.a = exports.b = 1; exports['c-d'] = 2"), ["a", "b", "c-d"]);
        assert_eq!(exports("module.exports.a = 1; foo.exports.b = 1; exports.c += 1"), ["a"]);
        assert_eq!(exports("exports['\\u{1F600}'] = 1; exports['\\ud800'] = 1"), ["\u{1F600}"]);
    }

    #[test]
    fn literals_stop_at_the_first_complicated_value() {
        assert_eq!(exports("module.exports = { a, b: c, 'd': e, f }"), ["a", "b", "d", "f"]);
        assert_eq!(exports("module.exports = { a: null, ...x, b: c.d, e }"), ["a", "b"]);
        assert_eq!(exports("module.exports = { a: 1, b }"), [""; 0]);
        assert_eq!(exports("0 && (module.exports = { a, b })"), ["a", "b"]);
    }

    #[test]
    fn properties_defined() {
        let define = |descriptor: &str| exports(&format!("Object.defineProperty(exports, 'a', {descriptor})"));
        assert_eq!(define("{ value: 1 }"), ["a"]);
        assert_eq!(define("{ enumerable: true, get: function () { return q.p; } }"), ["a"]);
        assert_eq!(define("{ enumerable: true, get() { return q['p'] } }"), ["a"]);
        assert_eq!(define("{ enumerable: true, get: function () { return q(); } }"), [""; 0]);
        assert_eq!(define("{ get: () => q.p }"), [""; 0]);
    }

    #[test]
    fn reexported_modules() {
        assert_eq!(reexports("module.exports = require('a'); module.exports = require('b')"), ["b"]);
        assert_eq!(reexports("tslib_1.__exportStar(require('a'), exports); __export(require('b'))"), ["a", "b"]);
        assert_eq!(reexports("{ __exportStar(require('a'), exports) }"), [""; 0]);
        assert_eq!(
            reexports(
                "var _x = _interopRequireWildcard(require('a')); Object.keys(_x).forEach(function (k) { \
                 if (k === 'default' || k === '__esModule') return; exports[k] = _x[k]; })"
            ),
            ["a"]
        );
    }

    #[test]
    fn what_is_no_code_is_skipped() {
        assert_eq!(
            exports(
                "// exports.a = 1\n/* exports.b = 1 */ 'exports.c = 1'; `exports.d = 1 ${exports.e = 1}`; /exports.f = 1/"
            ),
            ["e"]
        );
        assert_eq!(exports("a = b / c; exports.a = 1 / 2"), ["a"]);
        assert_eq!(exports("if (x) /exports.a = '/.test(y); exports.b = 1"), ["b"]);
        assert_eq!(exports("x = {}\n/2/exports.c = 1; exports.d = 1"), ["c", "d"]);
    }
}
