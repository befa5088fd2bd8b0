//! Formats products as text with one line per item, which people can read and compare.

use std::fmt::{Display, Formatter, Result};

use super::{
    Field, Operation, Origin, Paging, Place, Product, Protocol, RecordId, Root, Style, Type,
};

impl Display for Product {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{} {}", self.product, self.version)?;
        flag(
            f,
            self.protocol == Protocol::RpcByAcs3,
            "signed with ACS3 only",
        )?;
        writeln!(f)?;
        for operation in &self.operations {
            self.operation(operation, f)?;
        }
        let own = self
            .operations
            .iter()
            .flat_map(|operation| &operation.records);
        let mut there: Vec<RecordId> = own.chain(&self.shared).copied().collect();
        there.sort();
        for record in there.iter().filter_map(|id| self.record(*id)) {
            writeln!(f, "record {}", record.origin)?;
            for field in &record.fields {
                self.field(field, f)?;
            }
        }
        for group in &self.groups {
            let (ids, operations) = (group.ids.join("/"), group.operations.join(", "));
            writeln!(f, "group {ids}: {operations}")?;
        }
        for (region, host) in &self.endpoints.public {
            writeln!(f, "endpoint {region} {host}")?;
        }
        for (region, host) in &self.endpoints.vpc {
            writeln!(f, "VPC endpoint {region} {host}")?;
        }
        if let Some(form) = &self.endpoints.vpc_form {
            writeln!(f, "other VPC endpoints {form}")?;
        }
        Ok(())
    }
}

impl Product {
    fn operation(&self, operation: &Operation, f: &mut Formatter<'_>) -> Result {
        write!(
            f,
            "operation {}: {}",
            operation.action,
            operation.methods.as_str()
        )?;
        flag(f, operation.form_by_put, "form")?;
        flag(f, operation.reads, "reads")?;
        flag(f, operation.anonymous, "unsigned")?;
        flag(f, operation.about.deprecated, "deprecated")?;
        if let Some(seconds) = operation.read_timeout_secs {
            write!(f, ", {seconds} s")?;
        }
        if let Some(token) = &operation.token {
            write!(f, ", idempotent by {token}")?;
        }
        if let Some(host) = &operation.central {
            write!(f, ", at {host} without a region")?;
        }
        if let Some(action) = self.ram_action(operation) {
            write!(f, ", permitted by {action}")?;
        }
        write!(f, " -> ")?;
        self.kind(&operation.reply, f)?;
        writeln!(f)?;
        for error in &operation.errors {
            write!(f, "  error {}", error.code)?;
            for (status, message) in &error.cases {
                write!(f, ", {status} {message:?}")?;
            }
            writeln!(f)?;
        }
        match &operation.paging {
            Some(paging) => writeln!(f, "  pages {paging}"),
            None => Ok(()),
        }
    }

    fn field(&self, field: &Field, f: &mut Formatter<'_>) -> Result {
        write!(f, "  {}: ", field.path())?;
        self.kind(&field.kind, f)?;
        flag(f, field.required, "required")?;
        flag(f, field.secret, "secret")?;
        flag(f, field.recursive, "recursive")?;
        flag(f, field.notes.deprecated, "deprecated")?;
        flag(f, field.notes.base64, "base64")?;
        flag(f, field.place == Place::Form, "form")?;
        flag(f, field.place == Place::Header, "header")?;
        flag(f, field.place == Place::Body, "body")?;
        if field.style != Style::Flat {
            write!(f, ", {:?}", field.style)?;
        }
        writeln!(f)
    }

    fn kind(&self, kind: &Type, f: &mut Formatter<'_>) -> Result {
        match kind {
            Type::Any => f.write_str("any"),
            Type::Text => f.write_str("text"),
            Type::Integer => f.write_str("integer"),
            Type::Number => f.write_str("number"),
            Type::Boolean => f.write_str("boolean"),
            Type::Record(id) => match self.record(*id) {
                Some(record) => write!(f, "record {}", record.origin),
                None => f.write_str("record of another product"),
            },
            Type::List(items) => {
                f.write_str("list of ")?;
                self.kind(items, f)
            }
            Type::Map(values) => {
                f.write_str("map of ")?;
                self.kind(values, f)
            }
        }
    }
}

fn flag(f: &mut Formatter<'_>, is: bool, text: &str) -> Result {
    if is { write!(f, ", {text}") } else { Ok(()) }
}

fn in_reply(f: &mut Formatter<'_>, way: Option<&[String]>) -> Result {
    match way {
        Some(way) => write!(f, " <- {}", way.join("/")),
        None => Ok(()),
    }
}

/// Formats paging in a compact form, such as `by token NextToken <- NextToken of MaxResults`. A
/// path in the reply follows `<-`, the parameter for the page size follows `of`, and its default
/// follows `=`.
impl Display for Paging {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        if let Some(token) = &self.token {
            write!(
                f,
                "by token {} <- {}",
                token.parameter,
                token.next.join("/")
            )?;
            if let Some(size) = &token.size {
                write!(f, " of {size}")?;
            }
        }
        if let Some(number) = &self.number {
            let or = if self.token.is_some() { ", " } else { "" };
            write!(f, "{or}by number {}", number.parameter)?;
            in_reply(f, number.number_in_reply.as_deref())?;
            write!(f, " from {} of {}", number.first, number.size)?;
            if let Some(default) = number.default_size {
                write!(f, " = {default}")?;
            }
            in_reply(f, number.size_in_reply.as_deref())?;
            write!(f, ", total {}", number.total.join("/"))?;
        }
        match &self.items {
            Some(items) => write!(f, ", items {}", items.join("/")),
            None => Ok(()),
        }
    }
}

/// Formats an origin like `DescribeRegions request Tag`.
impl Display for Origin {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match &self.root {
            Root::Request(action) => write!(f, "{action} request")?,
            Root::Reply(action) => write!(f, "{action} reply")?,
            Root::Component(name) => write!(f, "component {name}")?,
        }
        for (index, segment) in self.path.iter().enumerate() {
            write!(f, "{}{segment}", if index == 0 { ' ' } else { '/' })?;
        }
        Ok(())
    }
}
