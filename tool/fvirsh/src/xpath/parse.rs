//! From text to expression.
//!
//! Where reading stops at a fault, and what is let pass that the grammar does not have, is as in libxml2: see the tests
//! of the positions.

use super::Fault;
use super::value::number_start;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expr {
    Either(Box<Expr>, Box<Expr>),
    Both(Box<Expr>, Box<Expr>),
    Equal(Box<Expr>, Box<Expr>),
    Unequal(Box<Expr>, Box<Expr>),
    Compared(Order, Box<Expr>, Box<Expr>),
    Computed(Operation, Box<Expr>, Box<Expr>),
    Negated(Box<Expr>),
    United(Box<Expr>, Box<Expr>),
    /// Steps from the document, from what is looked at, or from what another expression finds.
    Path(Start, Vec<Step>),
    /// What is left of the nodes that another expression finds.
    Filtered(Box<Expr>, Vec<Expr>),
    Text(String),
    Number(f64),
    Variable,
    Call {
        prefix: Option<String>,
        name: String,
        arguments: Vec<Expr>,
    },
}

/// Where a path begins.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Start {
    Document,
    Here,
    Expr(Box<Expr>),
}

/// How numbers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What is made of two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Plus,
    Minus,
    Times,
    Divided,
    Rest,
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) axis: Axis,
    pub(crate) test: Test,
    pub(crate) predicates: Vec<Expr>,
}

/// In which direction a step looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Axis {
    Ancestor,
    AncestorOrSelf,
    Attribute,
    Child,
    Descendant,
    DescendantOrSelf,
    Following,
    FollowingSibling,
    Namespace,
    Parent,
    Preceding,
    PrecedingSibling,
    Own,
}

/// Which nodes a step takes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Test {
    Node,
    Text,
    Comment,
    Instruction(Option<String>),
    /// The main kind of the axis, with this prefix and this name, or any.
    Name(Option<String>, Option<String>),
}

/// Reads an expression.
pub(crate) fn parse(text: &str) -> Result<Expr, Fault> {
    // What is simple is read in another way by the library, which forgives this.
    let text = match text.strip_suffix('|') {
        Some(simple) if !simple.is_empty() && !simple.contains(['[', '(', '@', ':']) => simple,
        _ => text,
    };
    let mut reader = Reader {
        text,
        at: 0,
        depth: 0,
        operators: 0,
    };
    let expr = reader.expression()?;
    match reader.at == text.len() {
        true => Ok(expr),
        false => Err(reader.invalid()),
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// How many brackets are open.
    depth: usize,
    /// How many operators there were.
    operators: usize,
}

type Read<T> = Result<T, Fault>;

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn sees(&self, start: &str) -> bool {
        self.rest().starts_with(start)
    }

    fn eat(&mut self, start: &str) -> bool {
        let is = self.sees(start);
        if is {
            self.at += start.len();
        }
        is
    }

    /// An operator, and the blanks behind it.
    fn operator(&mut self, text: &str) -> Read<bool> {
        let is = self.eat(text);
        if is {
            self.operators += 1;
            if self.operators > OPERATORS_MAX {
                return Err(self.fault(TOO_DEEP));
            }
            self.blanks();
        }
        Ok(is)
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(BLANKS).len();
    }

    fn fault(&self, text: &'static str) -> Fault {
        Fault {
            note: None,
            text,
            at: Some(self.at),
            is_followed: false,
        }
    }

    fn invalid(&self) -> Fault {
        self.fault("Invalid expression")
    }

    fn expression(&mut self) -> Read<Expr> {
        if self.depth >= DEPTH_MAX {
            return Err(self.fault(TOO_DEEP));
        }
        self.depth += 1;
        let mut left = self.both()?;
        self.blanks();
        while self.operator("or")? {
            left = Expr::Either(Box::new(left), Box::new(self.both()?));
            self.blanks();
        }
        self.depth -= 1;
        Ok(left)
    }

    fn both(&mut self) -> Read<Expr> {
        let mut left = self.equality()?;
        self.blanks();
        while self.operator("and")? {
            left = Expr::Both(Box::new(left), Box::new(self.equality()?));
            self.blanks();
        }
        Ok(left)
    }

    fn equality(&mut self) -> Read<Expr> {
        let mut left = self.comparison()?;
        self.blanks();
        loop {
            let make = match () {
                () if self.operator("=")? => Expr::Equal,
                () if self.operator("!=")? => Expr::Unequal,
                () => return Ok(left),
            };
            left = make(Box::new(left), Box::new(self.comparison()?));
            self.blanks();
        }
    }

    fn comparison(&mut self) -> Read<Expr> {
        let mut left = self.sum()?;
        self.blanks();
        loop {
            let order = match () {
                () if self.operator("<=")? => Order::LessOrEqual,
                () if self.operator("<")? => Order::Less,
                () if self.operator(">=")? => Order::GreaterOrEqual,
                () if self.operator(">")? => Order::Greater,
                () => return Ok(left),
            };
            left = Expr::Compared(order, Box::new(left), Box::new(self.sum()?));
            self.blanks();
        }
    }

    fn sum(&mut self) -> Read<Expr> {
        let mut left = self.product()?;
        self.blanks();
        loop {
            let operation = match () {
                () if self.operator("+")? => Operation::Plus,
                () if self.operator("-")? => Operation::Minus,
                () => return Ok(left),
            };
            left = Expr::Computed(operation, Box::new(left), Box::new(self.product()?));
            self.blanks();
        }
    }

    fn product(&mut self) -> Read<Expr> {
        let mut left = self.signed()?;
        self.blanks();
        loop {
            let operation = match () {
                () if self.operator("*")? => Operation::Times,
                () if self.operator("div")? => Operation::Divided,
                () if self.operator("mod")? => Operation::Rest,
                () => return Ok(left),
            };
            left = Expr::Computed(operation, Box::new(left), Box::new(self.signed()?));
            self.blanks();
        }
    }

    fn signed(&mut self) -> Read<Expr> {
        self.blanks();
        let mut signs = 0_usize;
        while self.operator("-")? {
            signs += 1;
        }
        let expr = self.united()?;
        // A sign makes a number of what follows, two signs make the same number.
        Ok(match signs {
            0 => expr,
            signs => {
                let negated = Expr::Negated(Box::new(expr));
                match signs % 2 {
                    1 => negated,
                    _ => Expr::Negated(Box::new(negated)),
                }
            }
        })
    }

    fn united(&mut self) -> Read<Expr> {
        let mut left = self.path()?;
        self.blanks();
        while self.operator("|")? {
            left = Expr::United(Box::new(left), Box::new(self.path()?));
            self.blanks();
        }
        Ok(left)
    }

    fn path(&mut self) -> Read<Expr> {
        self.blanks();
        if self.is_location()? {
            return self.location();
        }
        let base = self.filtered()?;
        if !self.sees("/") {
            return Ok(base);
        }
        let mut steps = Vec::new();
        self.relative(&mut steps)?;
        Ok(Expr::Path(Start::Expr(Box::new(base)), steps))
    }

    /// Whether a path comes, and not a value.
    fn is_location(&self) -> Read<bool> {
        let rest = self.rest();
        let first = rest.chars().next().ok_or_else(|| self.invalid())?;
        let is_fraction = || rest[1..].starts_with(|char: char| char.is_ascii_digit());
        match first {
            '(' | '$' | '\'' | '"' | '0'..='9' => return Ok(false),
            '.' if is_fraction() => return Ok(false),
            '/' | '@' | '.' | '*' => return Ok(true),
            _ => {}
        }
        let name = name_length(rest);
        if name == 0 {
            return Err(self.invalid());
        }
        let word = &rest[..name];
        let after = rest[name..].trim_start_matches(BLANKS);
        // The name of a function may have a prefix.
        let (word, after) = match after.strip_prefix(':') {
            Some(local) if !local.starts_with(':') => {
                let length = name_length(local);
                (&local[..length], local[length..].trim_start_matches(BLANKS))
            }
            _ => (word, after),
        };
        Ok(!after.starts_with('(') || is_node_type(word))
    }

    fn filtered(&mut self) -> Read<Expr> {
        let base = self.primary()?;
        self.blanks();
        let predicates = self.predicates()?;
        Ok(match predicates.is_empty() {
            true => base,
            false => Expr::Filtered(Box::new(base), predicates),
        })
    }

    fn primary(&mut self) -> Read<Expr> {
        let first = self.rest().chars().next().unwrap_or(' ');
        match first {
            '$' => self.variable(),
            '(' => {
                self.eat("(");
                self.blanks();
                let expr = self.expression()?;
                if !self.eat(")") {
                    return Err(self.invalid());
                }
                self.blanks();
                Ok(expr)
            }
            '\'' | '"' => self.literal().map(Expr::Text),
            '0'..='9' | '.' => self.number(),
            _ => self.call(),
        }
    }

    fn variable(&mut self) -> Read<Expr> {
        self.eat("$");
        match self.qualified_name() {
            Some(_) => Ok(Expr::Variable),
            None => Err(self.fault("Expected $ for variable reference")),
        }
    }

    fn literal(&mut self) -> Read<String> {
        let Some(quote @ ('\'' | '"')) = self.rest().chars().next() else {
            return Err(self.fault("Start of literal"));
        };
        self.at += 1;
        match self.rest().split_once(quote) {
            Some((text, _)) => {
                self.at += text.len() + 1;
                Ok(text.to_owned())
            }
            None => {
                self.at = self.text.len();
                Err(self.fault("Unfinished literal"))
            }
        }
    }

    fn number(&mut self) -> Read<Expr> {
        let Some((number, length)) = number_start(self.rest()) else {
            return Err(self.fault("Number encoding"));
        };
        self.at += length;
        Ok(Expr::Number(number))
    }

    fn call(&mut self) -> Read<Expr> {
        let (prefix, name) = self.qualified_name().ok_or_else(|| self.invalid())?;
        self.blanks();
        if !self.eat("(") {
            return Err(self.invalid());
        }
        self.blanks();
        let mut arguments = Vec::new();
        let mut goes_on = !self.eat(")");
        // The end of the text ends the arguments too.
        while goes_on && self.at < self.text.len() {
            arguments.push(self.expression()?);
            goes_on = !self.eat(")");
            if goes_on && !self.eat(",") {
                return Err(self.invalid());
            }
            self.blanks();
        }
        Ok(Expr::Call {
            prefix,
            name,
            arguments,
        })
    }

    fn location(&mut self) -> Read<Expr> {
        let mut steps = Vec::new();
        if !self.sees("/") {
            self.relative(&mut steps)?;
            return Ok(Expr::Path(Start::Here, steps));
        }
        while self.sees("/") {
            if self.sees("//") {
                self.relative(&mut steps)?;
                continue;
            }
            self.eat("/");
            self.blanks();
            let begins = |char: char| char.is_ascii_alphabetic() || "_.@*".contains(char);
            if self.rest().starts_with(begins) {
                self.relative(&mut steps)?;
            }
        }
        Ok(Expr::Path(Start::Document, steps))
    }

    /// Steps, of which the first may have a slash before it.
    fn relative(&mut self, steps: &mut Vec<Step>) -> Read<()> {
        self.slash(steps);
        self.step(steps)?;
        self.blanks();
        while self.sees("/") {
            self.slash(steps);
            self.step(steps)?;
            self.blanks();
        }
        Ok(())
    }

    fn slash(&mut self, steps: &mut Vec<Step>) {
        if self.eat("//") {
            steps.push(Step {
                axis: Axis::DescendantOrSelf,
                test: Test::Node,
                predicates: Vec::new(),
            });
        } else {
            self.eat("/");
        }
        self.blanks();
    }

    fn step(&mut self, steps: &mut Vec<Step>) -> Read<()> {
        self.operators += 1;
        if self.operators > OPERATORS_MAX {
            return Err(self.fault(TOO_DEEP));
        }
        let short = match () {
            () if self.eat("..") => Some(Axis::Parent),
            () if self.eat(".") => Some(Axis::Own),
            () => None,
        };
        if let Some(axis) = short {
            self.blanks();
            steps.push(Step {
                axis,
                test: Test::Node,
                predicates: Vec::new(),
            });
            return Ok(());
        }
        let (axis, name) = self.axis();
        let test = self.test(name)?;
        self.blanks();
        let predicates = self.predicates()?;
        steps.push(Step {
            axis,
            test,
            predicates,
        });
        Ok(())
    }

    /// The axis, and the name that was read in search of it.
    fn axis(&mut self) -> (Axis, Option<&'t str>) {
        if self.eat("@") {
            return (Axis::Attribute, None);
        }
        let name = self.name();
        let Some(axis) = name.and_then(axis_named) else {
            return (Axis::Child, name);
        };
        self.blanks();
        match self.eat("::") {
            true => (axis, None),
            false => (Axis::Child, name),
        }
    }

    fn test(&mut self, name: Option<&'t str>) -> Read<Test> {
        self.blanks();
        if name.is_none() && self.eat("*") {
            return Ok(Test::Name(None, None));
        }
        let name = name.or_else(|| self.name()).ok_or_else(|| self.invalid())?;
        let before = self.at;
        self.blanks();
        if self.eat("(") {
            return self.node_type(name);
        }
        if self.at != before || !self.eat(":") {
            return Ok(Test::Name(None, Some(name.to_owned())));
        }
        let prefix = Some(name.to_owned());
        if self.eat("*") {
            return Ok(Test::Name(prefix, None));
        }
        let local = self.name().ok_or_else(|| self.invalid())?;
        Ok(Test::Name(prefix, Some(local.to_owned())))
    }

    fn node_type(&mut self, name: &str) -> Read<Test> {
        self.blanks();
        let test = match name {
            "node" => Test::Node,
            "text" => Test::Text,
            "comment" => Test::Comment,
            "processing-instruction" if self.sees(")") => Test::Instruction(None),
            "processing-instruction" => {
                // The library goes on for a moment and complains once more.
                let invalid = |fault| Fault {
                    is_followed: true,
                    ..fault
                };
                let target = self.literal().map_err(invalid)?;
                self.blanks();
                Test::Instruction(Some(target))
            }
            _ => return Err(self.invalid()),
        };
        match self.eat(")") {
            true => Ok(test),
            false => Err(self.fault("Missing closing curly brace")),
        }
    }

    fn predicates(&mut self) -> Read<Vec<Expr>> {
        let mut predicates = Vec::new();
        while self.eat("[") {
            self.blanks();
            predicates.push(self.expression()?);
            if !self.eat("]") {
                return Err(self.fault("Invalid predicate"));
            }
            self.blanks();
        }
        Ok(predicates)
    }

    /// `name` or `prefix:name`.
    fn qualified_name(&mut self) -> Option<(Option<String>, String)> {
        let first = self.name()?.to_owned();
        if !self.eat(":") {
            return Some((None, first));
        }
        let second = self.name()?.to_owned();
        Some((Some(first), second))
    }

    /// A name without a prefix.
    fn name(&mut self) -> Option<&'t str> {
        let rest = self.rest();
        let length = name_length(rest);
        self.at += length;
        (length > 0).then_some(&rest[..length])
    }
}

/// How much of the beginning of a text is a name without a prefix.
fn name_length(text: &str) -> usize {
    let starts = |char: char| char.is_alphabetic() || char == '_';
    if !text.starts_with(starts) {
        return 0;
    }
    let goes_on = |char: char| char.is_alphanumeric() || matches!(char, '_' | '-' | '.' | '·');
    text.find(|char| !goes_on(char)).unwrap_or(text.len())
}

fn is_node_type(name: &str) -> bool {
    matches!(name, "node" | "text" | "comment" | "processing-instruction")
}

fn axis_named(name: &str) -> Option<Axis> {
    Some(match name {
        "ancestor" => Axis::Ancestor,
        "ancestor-or-self" => Axis::AncestorOrSelf,
        "attribute" => Axis::Attribute,
        "child" => Axis::Child,
        "descendant" => Axis::Descendant,
        "descendant-or-self" => Axis::DescendantOrSelf,
        "following" => Axis::Following,
        "following-sibling" => Axis::FollowingSibling,
        "namespace" => Axis::Namespace,
        "parent" => Axis::Parent,
        "preceding" => Axis::Preceding,
        "preceding-sibling" => Axis::PrecedingSibling,
        "self" => Axis::Own,
        _ => return None,
    })
}

const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];
const TOO_DEEP: &str = "Recursion limit exceeded";
/// How deep brackets may lie in each other.
const DEPTH_MAX: usize = 100;
/// How many operators and steps an expression may have.
const OPERATORS_MAX: usize = 2000;
