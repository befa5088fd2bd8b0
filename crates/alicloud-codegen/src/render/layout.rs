//! Lays out the expressions of generated code as rustfmt does.
//!
//! prettyplease uses other widths than rustfmt and indents method chains differently. A placeholder
//! therefore replaces each expression before prettyplease runs. Afterwards, the expression replaces
//! the placeholder.

use std::mem;

use proc_macro2::Span;
use quote::ToTokens;
use syn::{
    Expr, ExprConst, ExprPath, ExprStruct, Ident, Item, Stmt, Token,
    punctuated::Punctuated,
    visit_mut::{self, VisitMut},
};

/// rustfmt's `max_width`.
pub(super) const LINE: usize = 100;

/// The greatest width at which rustfmt keeps arguments, items or a chain of calls on one line.
const SHORT: usize = 60;

/// The first character of the name of a placeholder. No Rust name from a specification contains
/// this character.
const PLACEHOLDER: char = '\u{1c1}';

type Arguments = Punctuated<Expr, Token![,]>;

/// The expressions of an item. A placeholder in the item contains the index of its expression.
#[derive(Default)]
pub(super) struct Expressions(Vec<Expr>);

impl Expressions {
    pub(super) fn take(item: &mut Item) -> Self {
        let mut taken = Self::default();
        taken.visit_item_mut(item);
        taken
    }

    /// Replaces the placeholder in `line` with its expression. Returns `None` if `line` has no
    /// placeholder.
    pub(super) fn put_back(&self, line: &str) -> Option<String> {
        let (before, rest) = line.split_once(PLACEHOLDER)?;
        let digits = rest.find(|letter: char| !letter.is_ascii_digit());
        let (index, after) = rest.split_at(digits.unwrap_or(rest.len()));
        let expr = self.0.get(index.parse::<usize>().ok()?)?;
        let indent = before.len() - before.trim_start().len();
        let same = lay_out(expr, indent, before.len(), after.len());
        let deeper = indent + 4;
        let (end, open, close) = if before.ends_with("=> ") {
            (1, "{", format!("\n{:indent$}}}", ""))
        } else {
            (after.len(), "", after.to_owned())
        };
        let next = lay_out(expr, deeper, deeper, end);
        let breaks = before.ends_with("= ") || before.ends_with("=> ");
        Some(
            if breaks && prefers_next_line(&same, &next, before.len() + after.len()) {
                let before = format!("{before}{open}");
                format!("{}\n{:deeper$}{next}{close}", before.trim_end(), "")
            } else {
                format!("{before}{same}{after}")
            },
        )
    }
}

impl VisitMut for Expressions {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let (Expr::Array(_)
        | Expr::Call(_)
        | Expr::Const(_)
        | Expr::MethodCall(_)
        | Expr::Reference(_)
        | Expr::Struct(_)) = expr
        else {
            return visit_mut::visit_expr_mut(self, expr);
        };
        let name = Ident::new(&format!("{PLACEHOLDER}{}", self.0.len()), Span::call_site());
        let placeholder = ExprPath {
            attrs: Vec::new(),
            qself: None,
            path: name.into(),
        };
        self.0.push(mem::replace(expr, Expr::Path(placeholder)));
    }
}

fn prefers_next_line(same: &str, next: &str, around: usize) -> bool {
    let opens = |text: &str, bracket| {
        text.lines()
            .next()
            .is_some_and(|line| line.ends_with(bracket))
    };
    let lines = |text: &str| text.matches('\n').count();
    let too_wide = || {
        same.lines()
            .next()
            .is_some_and(|line| around + line.len() > LINE)
    };
    (lines(same) > 0 || too_wide())
        && (lines(next) == 0
            || lines(same) > lines(next) + 1
            || ['(', '[']
                .iter()
                .any(|bracket| opens(same, *bracket) && !opens(next, *bracket)))
}

/// Lays out `expr` from column `column` on. `indent` is the indentation of the statement, and
/// `after` is the number of characters after `expr`.
fn lay_out(expr: &Expr, indent: usize, column: usize, after: usize) -> String {
    if let Some(line) = line(expr, SHORT)
        && column + line.len() + after <= LINE
    {
        return line;
    }
    let flat = |expr: &Expr| line(expr, usize::MAX).unwrap_or_default();
    match expr {
        Expr::Array(array) if array.elems.len() == 1 => match &array.elems[0] {
            Expr::Call(call) => {
                let head = flat(&call.func);
                vertical(&format!("[{head}("), &call.args, ")]", indent)
            }
            Expr::Tuple(tuple) => vertical("[(", &tuple.elems, ")]", indent),
            _ => vertical("[", &array.elems, "]", indent),
        },
        Expr::Array(array) => vertical("[", &array.elems, "]", indent),
        Expr::Tuple(tuple) => vertical("(", &tuple.elems, ")", indent),
        Expr::Reference(reference) => {
            format!("&{}", lay_out(&reference.expr, indent, column + 1, after))
        }
        Expr::Call(call) => {
            let head = flat(&call.func);
            arguments(&head, &call.args, indent, column, after)
        }
        Expr::Const(block) => only_expression(block).map_or_else(String::new, |inner| {
            let deeper = indent + 4;
            let inner = lay_out(inner, deeper, deeper, 0);
            format!("const {{\n{:deeper$}{inner}\n{:indent$}}}", "", "")
        }),
        Expr::Match(of) => {
            let deeper = indent + 4;
            let arms = of.arms.iter().map(|arm| {
                let pattern = arm.pat.to_token_stream();
                format!("\n{:deeper$}{pattern} => {},", "", flat(&arm.body))
            });
            let arms: String = arms.collect();
            format!("match {} {{{arms}\n{:indent$}}}", flat(&of.expr), "")
        }
        Expr::MethodCall(_) => chain(expr, indent, column),
        Expr::Struct(literal) => struct_literal(literal, indent),
        _ => flat(expr),
    }
}

fn chain(expr: &Expr, indent: usize, column: usize) -> String {
    let mut calls = Vec::new();
    let mut head = expr;
    while let Expr::MethodCall(call) = head {
        calls.push(call);
        head = &call.receiver;
    }
    let mut text = lay_out(head, indent, column, 0);
    let deeper = if text.contains('\n') {
        indent
    } else {
        indent + 4
    };
    for call in calls.iter().rev() {
        let name = format!(".{}", call.method);
        let after = usize::from(std::ptr::eq(*call, calls[0]));
        let own_line = arguments(&name, &call.args, deeper, deeper, after);
        // A single method call stays on its receiver's line, unless a line break before the call
        // saves lines.
        if calls.len() == 1 && !text.contains('\n') {
            let same = arguments(&name, &call.args, indent, column + text.len(), after);
            let first = same.lines().next().map_or(0, str::len);
            let lines = |text: &str| text.lines().count();
            let looks_better = lines(&same) >= 5 || lines(&own_line) >= lines(&same);
            if column + text.len() + first <= LINE && looks_better {
                return text + &same;
            }
        }
        text.push_str(&format!("\n{:deeper$}{own_line}", ""));
    }
    text
}

fn arguments(head: &str, list: &Arguments, indent: usize, column: usize, after: usize) -> String {
    if let Some(line) = joined(list, SHORT)
        && column + head.len() + line.len() + after + 2 <= LINE
    {
        return format!("{head}({line})");
    }
    let only = list.first().filter(|_| list.len() == 1);
    match only {
        Some(only @ (Expr::Array(_) | Expr::Call(_) | Expr::Match(_) | Expr::Reference(_))) => {
            let only = lay_out(only, indent, column + head.len() + 1, after + 1);
            format!("{head}({only})")
        }
        _ => vertical(&format!("{head}("), list, ")", indent),
    }
}

fn vertical(open: &str, list: &Arguments, close: &str, indent: usize) -> String {
    let deeper = indent + 4;
    let items = list.iter().map(|item| {
        let item = lay_out(item, deeper, deeper, 1);
        format!("\n{:deeper$}{item},", "")
    });
    let items: String = items.collect();
    format!("{open}{items}\n{:indent$}{close}", "")
}

/// Prints `expr` on one line. Returns `None` if a part of `expr` is wider than `short`.
fn line(expr: &Expr, short: usize) -> Option<String> {
    Some(match expr {
        Expr::Array(array) => {
            let items = joined(&array.elems, short)?;
            let is_broken = matches!(array.elems.first(), Some(Expr::Call(_) | Expr::Tuple(_)));
            (items.len() <= short || !is_broken).then(|| format!("[{items}]"))?
        }
        Expr::Tuple(tuple) => format!("({})", joined(&tuple.elems, short)?),
        Expr::Reference(reference) if reference.mutability.is_some() => {
            format!("&mut {}", line(&reference.expr, short)?)
        }
        Expr::Reference(reference) => format!("&{}", line(&reference.expr, short)?),
        Expr::Const(block) => format!("const {{ {} }}", line(only_expression(block)?, short)?),
        Expr::Field(field) => {
            let member = field.member.to_token_stream();
            format!("{}.{member}", line(&field.base, short)?)
        }
        Expr::Call(call) => {
            let arguments = joined(&call.args, short)?;
            format!("{}({arguments})", line(&call.func, short)?)
        }
        Expr::MethodCall(call) => {
            let arguments = joined(&call.args, short)?;
            let text = format!(
                "{}.{}({arguments})",
                line(&call.receiver, short)?,
                call.method
            );
            let is_first = !matches!(*call.receiver, Expr::MethodCall(_) | Expr::Field(_));
            (is_first || text.len() <= short).then_some(text)?
        }
        Expr::Closure(closure) => {
            let inputs = closure.inputs.to_token_stream().to_string();
            format!(
                "|{}| {}",
                inputs.replace(" ,", ","),
                line(&closure.body, usize::MAX)?
            )
        }
        Expr::Match(_) | Expr::Struct(_) => return None,
        Expr::Unary(unary) => {
            let operator = unary.op.to_token_stream();
            format!("{operator}{}", line(&unary.expr, short)?)
        }
        Expr::Path(path) => path.to_token_stream().to_string().replace(' ', ""),
        other => other.to_token_stream().to_string(),
    })
}

/// Prints a list on one line. Returns `None` if several items together are wider than `short`. A
/// single item may be wider.
fn joined(list: &Arguments, short: usize) -> Option<String> {
    let items: Option<Vec<String>> = list.iter().map(|item| line(item, short)).collect();
    let items = items?.join(", ");
    (list.len() == 1 || items.len() <= short).then_some(items)
}

fn only_expression(block: &ExprConst) -> Option<&Expr> {
    match block.block.stmts.as_slice() {
        [Stmt::Expr(only, None)] => Some(only),
        _ => None,
    }
}

/// Lays out a struct literal. rustfmt keeps only a very short struct literal on one line.
fn struct_literal(literal: &ExprStruct, indent: usize) -> String {
    let deeper = indent + 4;
    let rest = literal.rest.iter();
    let rest = rest.map(|rest| format!("..{}", lay_out(rest, deeper, deeper, 0)));
    let fields = literal.fields.iter().map(|field| {
        let member = field.member.to_token_stream().to_string();
        if field.colon_token.is_none() {
            return format!("{member},");
        }
        let column = deeper + member.len() + 2;
        format!("{member}: {},", lay_out(&field.expr, deeper, column, 1))
    });
    let fields: Vec<String> = fields.chain(rest).collect();
    let path = literal.path.to_token_stream();
    let one = fields.join(" ");
    let one = one.trim_end_matches(',');
    if one.len() <= 18 {
        return format!("{path} {{ {one} }}");
    }
    let fields = fields.join(&format!("\n{:deeper$}", ""));
    format!("{path} {{\n{:deeper$}{fields}\n{:indent$}}}", "", "")
}
