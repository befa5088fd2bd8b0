//! Operations, and what they are besides their fields.

use super::{Aspect, Change, Changes, Side, Subject, kinds::Direction, matched};
use crate::{
    name::OperationNames,
    product::{ErrorCode, Methods, Operation, Paging, Type},
};

impl Changes {
    pub(super) fn operations(&mut self, old: Side<'_>, new: Side<'_>) {
        let (before, after) = (&old.product.operations, &new.product.operations);
        for (action, before, after) in matched(before, after, |one| one.action.as_str()) {
            if let (Some(before), Some(after)) = (before, after) {
                self.operation((old, before), (new, after));
                continue;
            }
            let name = |side: Side<'_>, one| side.kind(&request(one));
            let old = before.map(|one| name(old, one));
            let new = after.map(|one| name(new, one));
            self.list.push(Change {
                rust: old.clone().or_else(|| new.clone()).unwrap_or_default(),
                breaks_rust: old.is_some(),
                breaks_wire: old.is_some(),
                old,
                new,
                ..Change::of(Subject::Operation, Aspect::Presence, action)
            });
        }
    }

    fn operation(
        &mut self,
        (old, before): (Side<'_>, &Operation),
        (new, after): (Side<'_>, &Operation),
    ) {
        let action = &before.action;
        let rust = old.kind(&request(before));
        let mut changed = |aspect, pair: [String; 2], breaks_rust, breaks_wire| {
            let [before, after] = pair;
            if before != after {
                self.list.push(Change {
                    rust: rust.clone(),
                    old: Some(before),
                    new: Some(after),
                    breaks_rust,
                    breaks_wire,
                    ..Change::of(Subject::Operation, aspect, action)
                });
            }
        };
        let both = [before, after];
        changed(
            Aspect::Name,
            [rust.clone(), new.kind(&request(after))],
            true,
            false,
        );
        let features = [(old, before), (new, after)];
        changed(
            Aspect::Feature,
            features.map(|(side, one)| feature(side, one)),
            true,
            false,
        );
        let fewer = allows(before.methods) & !allows(after.methods) != 0;
        changed(
            Aspect::Methods,
            both.map(|one| methods(one.methods).to_owned()),
            false,
            fewer,
        );
        let signing = |one: &Operation| if one.anonymous { "unsigned" } else { "signed" };
        let is_signed_now = !after.anonymous;
        changed(
            Aspect::Signing,
            both.map(|one| signing(one).to_owned()),
            false,
            is_signed_now,
        );
        let idempotence = |one: &Operation| if one.reads { "only reads" } else { "may write" };
        changed(
            Aspect::Idempotence,
            both.map(|one| idempotence(one).to_owned()),
            false,
            false,
        );
        changed(Aspect::Timeout, both.map(timeout), false, false);
        changed(
            Aspect::Deprecation,
            both.map(|one| deprecation(one.deprecated)),
            false,
            false,
        );
        let loses_pages = loses_pages(before.paging.as_ref(), after.paging.as_ref());
        changed(
            Aspect::Paging,
            both.map(|one| paging(one.paging.as_ref())),
            loses_pages,
            false,
        );

        self.records(
            (old, before.request),
            (new, after.request),
            Direction::Request,
        );
        let replies = [old.kind(&before.reply), new.kind(&after.reply)];
        if replies[0] != replies[1] {
            let [was, is] = replies;
            self.list.push(Change {
                rust,
                old: Some(was),
                new: Some(is),
                breaks_rust: true,
                breaks_wire: !Direction::Reply.is_compatible(&before.reply, &after.reply),
                ..Change::of(Subject::Operation, Aspect::Type, format!("{action} reply"))
            });
        }
        if let (Type::Record(before), Type::Record(after)) = (&before.reply, &after.reply) {
            self.records((old, *before), (new, *after), Direction::Reply);
        }
        self.errors((old, before), (new, after));
    }

    fn errors(
        &mut self,
        (old, before): (Side<'_>, &Operation),
        (new, after): (Side<'_>, &Operation),
    ) {
        let names = [variants(old, before), variants(new, after)];
        let variant = |index: usize, error: Option<&ErrorCode>| {
            let found = names[index]
                .iter()
                .find(|(code, _)| error.is_some_and(|error| error.code == *code));
            found.map(|(_, path)| path.clone())
        };
        for (code, was, is) in matched(&before.errors, &after.errors, |one| one.code.as_str()) {
            let paths = [variant(0, was), variant(1, is)];
            let shown = |error: Option<&ErrorCode>, path: &Option<Option<String>>| {
                let name = path.clone().flatten();
                error.map(|_| name.unwrap_or_else(|| "a pattern".to_owned()))
            };
            let (old, new) = (shown(was, &paths[0]), shown(is, &paths[1]));
            if old == new {
                continue;
            }
            let had_name = matches!(&paths[0], Some(Some(_)));
            self.list.push(Change {
                rust: paths
                    .into_iter()
                    .flatten()
                    .flatten()
                    .next()
                    .unwrap_or_default(),
                aspect: if was.is_some() && is.is_some() {
                    Aspect::Name
                } else {
                    Aspect::Presence
                },
                old,
                new,
                breaks_rust: had_name,
                ..Change::of(
                    Subject::ErrorCode,
                    Aspect::Presence,
                    format!("{} error {code}", before.action),
                )
            });
        }
    }
}

fn request(operation: &Operation) -> Type {
    Type::Record(operation.request)
}

/// The names of an operation; it is found by its place in the product.
fn names<'a>(side: Side<'a>, operation: &Operation) -> Option<&'a OperationNames> {
    let operations = side.product.operations.iter().zip(&side.names.operations);
    let mut named = operations.filter(|(known, _)| known.action == operation.action);
    named.next().map(|(_, names)| names)
}

fn feature(side: Side<'_>, operation: &Operation) -> String {
    names(side, operation)
        .map(|names| names.feature.clone())
        .unwrap_or_default()
}

/// The codes of an operation, each with its path in Rust if it has one.
fn variants<'a>(side: Side<'a>, operation: &'a Operation) -> Vec<(&'a str, Option<String>)> {
    let Some(names) = names(side, operation) else {
        return Vec::new();
    };
    let errors = operation.errors.iter().zip(&names.variants);
    let path = |name: &String| format!("{}::{name}", names.error_code);
    errors
        .map(|(error, name)| (error.code.as_str(), name.as_ref().map(path)))
        .collect()
}

fn methods(methods: Methods) -> &'static str {
    match methods {
        Methods::Get => "GET",
        Methods::GetOrPost => "GET or POST",
        Methods::Post => "POST",
    }
}

/// The methods as bits.
fn allows(methods: Methods) -> u8 {
    match methods {
        Methods::Get => 1,
        Methods::GetOrPost => 3,
        Methods::Post => 2,
    }
}

fn timeout(operation: &Operation) -> String {
    match operation.read_timeout_secs {
        Some(seconds) => format!("{seconds} s"),
        None => "the default".to_owned(),
    }
}

pub(super) fn deprecation(deprecated: bool) -> String {
    if deprecated {
        "deprecated"
    } else {
        "not deprecated"
    }
    .to_owned()
}

fn paging(paging: Option<&Paging>) -> String {
    let Some(paging) = paging else {
        return "none".to_owned();
    };
    let mut parts = Vec::new();
    if let Some(token) = &paging.token {
        parts.push(format!("by {}", token.parameter));
    }
    if let Some(number) = &paging.number {
        parts.push(format!("by {} and {}", number.parameter, number.size));
    }
    if let Some(items) = &paging.items {
        parts.push(format!("of {}", items.join("/")));
    }
    parts.join(", ")
}

/// Whether pages, or the items in them, can no longer be asked for.
fn loses_pages(before: Option<&Paging>, after: Option<&Paging>) -> bool {
    let items = |paging: Option<&Paging>| paging.and_then(|paging| paging.items.clone());
    let had_items = items(before);
    (before.is_some() && after.is_none()) || (had_items.is_some() && had_items != items(after))
}
