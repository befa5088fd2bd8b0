//! Operations, and what they are besides their fields.

use super::{
    Aspect, Breaks, Change, Changes, Side, Subject, choose, constants::Constant, kinds::Direction,
    matched,
};
use crate::{
    name::OperationNames,
    product::{Methods, Operation, Paging, Type},
};

impl Changes {
    pub(super) fn operations(&mut self, old: Side<'_>, new: Side<'_>) {
        let (before, after) = (&old.product.operations, &new.product.operations);
        for (action, before, after) in matched(before, after, |one| one.action.as_str()) {
            if let (Some(before), Some(after)) = (before, after) {
                self.operation((old, before), (new, after));
                continue;
            }
            let old = before.map(|one| name((old, one)));
            let new = after.map(|one| name((new, one)));
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
        let mut changed = |aspect, [before, after]: [String; 2], breaks: Breaks| {
            if before != after {
                self.list.push(Change {
                    rust: rust.clone(),
                    old: Some(before),
                    new: Some(after),
                    ..Change::of(Subject::Operation, aspect, action).breaking(breaks)
                });
            }
        };
        let (sides, both) = ([(old, before), (new, after)], [before, after]);
        let is_gone = allows(before.methods) & !allows(after.methods) != 0;
        let loses_pages = loses_pages(before.paging.as_ref(), after.paging.as_ref());
        changed(Aspect::Name, sides.map(name), Breaks::RUST);
        changed(Aspect::Feature, sides.map(feature), Breaks::RUST);
        changed(Aspect::Methods, both.map(methods), Breaks::wire(is_gone));
        changed(
            Aspect::Signing,
            both.map(signing),
            Breaks::wire(!after.anonymous),
        );
        changed(
            Aspect::Idempotence,
            both.map(idempotence),
            Breaks::BEHAVIOUR,
        );
        changed(Aspect::Timeout, both.map(timeout), Breaks::BEHAVIOUR);
        changed(Aspect::Completion, both.map(completion), Breaks::BEHAVIOUR);
        changed(Aspect::Cost, both.map(cost), Breaks::NOTHING);
        changed(Aspect::Risk, both.map(risk), Breaks::NOTHING);
        changed(Aspect::Deprecation, both.map(deprecation), Breaks::NOTHING);
        let pages = Breaks {
            rust: loses_pages,
            wire: false,
            behaviour: pages_otherwise(before.paging.as_ref(), after.paging.as_ref()),
        };
        changed(Aspect::Paging, both.map(paging), pages);

        self.records(
            (old, before.request),
            (new, after.request),
            Direction::Request,
        );
        self.reply((old, before), (new, after), rust);
        let codes = [(old, before), (new, after)].map(codes);
        self.constants(
            Subject::ErrorCode,
            &format!("{action} error "),
            codes,
            false,
        );
    }

    fn reply(
        &mut self,
        (old, before): (Side<'_>, &Operation),
        (new, after): (Side<'_>, &Operation),
        rust: String,
    ) {
        let (was, is) = (old.kind(&before.reply), new.kind(&after.reply));
        if was != is {
            let place = format!("{} reply", before.action);
            self.list.push(Change {
                rust,
                old: Some(was),
                new: Some(is),
                breaks_rust: true,
                breaks_wire: !Direction::Reply.is_compatible(&before.reply, &after.reply),
                ..Change::of(Subject::Operation, Aspect::Type, place)
            });
        }
        if let (Type::Record(before), Type::Record(after)) = (&before.reply, &after.reply) {
            self.records((old, *before), (new, *after), Direction::Reply);
        }
    }
}

fn request(operation: &Operation) -> Type {
    Type::Record(operation.request)
}

fn name((side, operation): (Side<'_>, &Operation)) -> String {
    side.kind(&request(operation))
}

/// The names of an operation besides those of its records.
fn names<'a>(side: Side<'a>, operation: &Operation) -> Option<&'a OperationNames> {
    let names = side.operations.get(operation.action.as_str());
    names.copied()
}

fn feature((side, operation): (Side<'_>, &Operation)) -> String {
    names(side, operation)
        .map(|names| names.feature.clone())
        .unwrap_or_default()
}

/// The error codes of an operation, each with its variant; a pattern has none.
fn codes<'a>((side, operation): (Side<'a>, &'a Operation)) -> Vec<Constant<'a>> {
    let Some(names) = names(side, operation) else {
        return Vec::new();
    };
    let path = |name: &String| format!("{}::{name}", names.error_code);
    let codes = operation.errors.iter().zip(&names.variants);
    codes
        .map(|(error, name)| (error.code.as_str(), name.as_ref().map(path)))
        .collect()
}

fn methods(operation: &Operation) -> String {
    operation.methods.as_str().to_owned()
}

/// The methods as bits.
fn allows(methods: Methods) -> u8 {
    match methods {
        Methods::Get => 1,
        Methods::GetOrPost => 3,
        Methods::Post => 2,
        Methods::Put => 4,
        Methods::Patch => 8,
        Methods::Delete => 16,
    }
}

fn signing(operation: &Operation) -> String {
    choose(operation.anonymous, "unsigned", "signed")
}

fn idempotence(operation: &Operation) -> String {
    choose(operation.reads, "only reads", "may write")
}

fn completion(operation: &Operation) -> String {
    choose(
        operation.about.asynchronous,
        "asynchronous",
        "not marked as asynchronous",
    )
}

fn cost(operation: &Operation) -> String {
    choose(operation.about.paid, "costs money", "not marked as paid")
}

fn risk(operation: &Operation) -> String {
    choose(
        operation.about.risky,
        "of high risk",
        "not marked as of high risk",
    )
}

fn timeout(operation: &Operation) -> String {
    match operation.read_timeout_secs {
        Some(seconds) => format!("{seconds} s"),
        None => "the default".to_owned(),
    }
}

fn deprecation(operation: &Operation) -> String {
    super::deprecation(operation.about.deprecated)
}

fn paging(operation: &Operation) -> String {
    let paging = operation.paging.as_ref();
    paging.map_or_else(|| "none".to_owned(), ToString::to_string)
}

/// Whether pages, or the items in them, can no longer be asked for.
fn loses_pages(before: Option<&Paging>, after: Option<&Paging>) -> bool {
    let items = |paging: Option<&Paging>| paging.and_then(|paging| paging.items.clone());
    let had_items = items(before);
    (before.is_some() && after.is_none()) || (had_items.is_some() && had_items != items(after))
}

/// Whether pages are still asked for, but in another way than before.
fn pages_otherwise(before: Option<&Paging>, after: Option<&Paging>) -> bool {
    let (Some(before), Some(after)) = (before, after) else {
        return false;
    };
    let token = before.token.is_some() && before.token != after.token;
    let number = before.number.is_some() && before.number != after.number;
    token || number
}
