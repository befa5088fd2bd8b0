//! Compares operations.

use std::collections::{BTreeSet, HashMap};

use super::{
    change::{Aspect, Breaks, Change, Changes, Subject, choose, deprecation, matched},
    constants::Constant,
    direction::Direction,
    side::Side,
};
use crate::{
    name::OperationNames,
    product::{ErrorCode, Methods, Operation, Paging, Parts, Place, Protocol, Record, Type},
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
        let lost = allows(before.methods) & !allows(after.methods);
        let sent = Breaks {
            rust: false,
            wire: is_refused(before, after),
            behaviour: lost != 0,
        };
        let loses_pages = loses_pages(before.paging.as_ref(), after.paging.as_ref());
        changed(Aspect::Name, sides.map(name), Breaks::RUST);
        changed(Aspect::Feature, sides.map(feature), Breaks::RUST);
        changed(Aspect::Methods, both.map(methods), sent);
        let signed = Breaks {
            rust: false,
            wire: before.anonymous && !after.anonymous,
            behaviour: true,
        };
        changed(Aspect::Signing, sides.map(signing), signed);
        if before.anonymous == after.anonymous {
            let needs_other = Breaks::wire(takes_key(before) && !takes_key(after));
            changed(Aspect::Security, both.map(schemes), needs_other);
        }
        let reads = both.map(|one| choose(one.reads, "only reads", "may write"));
        changed(Aspect::Idempotence, reads, Breaks::BEHAVIOUR);
        changed(Aspect::Timeout, both.map(timeout), Breaks::BEHAVIOUR);
        changed(Aspect::Central, both.map(central), Breaks::BEHAVIOUR);
        changed(Aspect::Token, both.map(token), Breaks::BEHAVIOUR);
        changed(Aspect::Permission, sides.map(permission), Breaks::NOTHING);
        let about = both.map(|one| &one.about);
        let completion = about.map(|it| {
            choose(
                it.asynchronous,
                "asynchronous",
                "not marked as asynchronous",
            )
        });
        changed(Aspect::Completion, completion, Breaks::BEHAVIOUR);
        let cost = about.map(|it| choose(it.paid, "paid", "not marked as paid"));
        changed(Aspect::Cost, cost, Breaks::NOTHING);
        let risk = about.map(|it| choose(it.risky, "high risk", "not marked as high risk"));
        changed(Aspect::Risk, risk, Breaks::NOTHING);
        let deprecated = about.map(|it| deprecation(it.deprecated));
        changed(Aspect::Deprecation, deprecated, Breaks::NOTHING);
        let pages = Breaks {
            rust: loses_pages,
            wire: false,
            behaviour: pages_otherwise(before.paging.as_ref(), after.paging.as_ref()),
        };
        changed(Aspect::Paging, both.map(paging), pages);

        self.parts((old, before), (new, after), &rust);
        self.records(
            (old, before.request),
            (new, after.request),
            Direction::Request,
        );
        self.reply((old, before), (new, after), rust);
        let codes = sides.map(codes);
        let place = format!("{action} error ");
        self.constants(Subject::ErrorCode, &place, codes, false);
        self.statuses(&place, sides);
    }

    /// Compares the part of the request that carries the parameters.
    ///
    /// One added or removed parameter may move all other parameters. For example, a form parameter
    /// moves the others to the form of a PUT request, and a body moves the others to the query. If
    /// the method changes, only the method is reported.
    fn parts(
        &mut self,
        (old, before): (Side<'_>, &Operation),
        (new, after): (Side<'_>, &Operation),
        rust: &str,
    ) {
        let [was, is] = [(old, before), (new, after)].map(parts);
        if let (Some(was), Some(is)) = (was, is) {
            if was != is && before.methods == after.methods {
                self.list.push(Change {
                    rust: rust.to_owned(),
                    old: Some(was.to_owned()),
                    new: Some(is.to_owned()),
                    changes_behaviour: true,
                    ..Change::of(
                        Subject::Operation,
                        Aspect::Place,
                        format!("{} request", before.action),
                    )
                });
            }
        }
    }

    /// Compares the HTTP statuses of error codes.
    fn statuses(&mut self, place: &str, sides: [(Side<'_>, &Operation); 2]) {
        let [was, is] = sides.map(|(_, operation)| operation.errors.as_slice());
        let variants: HashMap<_, _> = codes(sides[0]).into_iter().collect();
        for (code, was, is) in matched(was, is, |error| error.code.as_str()) {
            let (Some(was), Some(is)) = (was.map(statuses), is.map(statuses)) else {
                continue;
            };
            if was != is {
                self.list.push(Change {
                    rust: variants.get(code).cloned().flatten().unwrap_or_default(),
                    old: Some(was),
                    new: Some(is),
                    ..Change::of(Subject::ErrorCode, Aspect::Status, format!("{place}{code}"))
                });
            }
        }
    }

    /// Compares the types of replies.
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

/// Returns the Rust names of an operation, without the names of its records.
fn names<'a>(side: Side<'a>, operation: &Operation) -> Option<&'a OperationNames> {
    let names = side.operations.get(operation.action.as_str());
    names.copied()
}

fn feature((side, operation): (Side<'_>, &Operation)) -> String {
    names(side, operation)
        .map(|names| names.feature.clone())
        .unwrap_or_default()
}

/// Returns the error codes of an operation, each with the path of its enum variant.
///
/// An error code that is a pattern has no variant.
fn codes<'a>((side, operation): (Side<'a>, &'a Operation)) -> Vec<Constant<'a>> {
    let Some(names) = names(side, operation) else {
        return Vec::new();
    };
    let path = |name: &String| names.code_path(name);
    let codes = operation.errors.iter().zip(&names.variants);
    codes
        .map(|(error, name)| (error.code.as_str(), name.as_ref().map(path)))
        .collect()
}

/// Returns the sorted HTTP statuses of an error code.
fn statuses(error: &ErrorCode) -> String {
    let statuses = error.cases.iter().map(|(status, _)| status.as_str());
    let statuses: BTreeSet<&str> = statuses.collect();
    statuses.into_iter().collect::<Vec<_>>().join(", ")
}

fn methods(operation: &Operation) -> String {
    let methods = operation.methods.as_str();
    match allows(operation.methods) & listed(operation) {
        0 => format!("{methods} (not listed)"),
        _ => methods.to_owned(),
    }
}

/// Returns the listed methods as a bit set. If no methods are listed, all bits are set.
fn listed(operation: &Operation) -> u8 {
    let bit = |method: &String| match method.as_str() {
        "get" => allows(Methods::Get),
        "post" => allows(Methods::Post),
        "put" => allows(Methods::Put),
        "patch" => allows(Methods::Patch),
        "delete" => allows(Methods::Delete),
        _ => 0,
    };
    match operation.listed.as_slice() {
        [] => u8::MAX,
        listed => listed.iter().map(bit).fold(0, |all, bit| all | bit),
    }
}

/// Whether the new specification no longer lists a method that the old crate uses.
///
/// A listed method still works, even if the new crate uses another method.
fn is_refused(before: &Operation, after: &Operation) -> bool {
    allows(before.methods) & listed(before) & !listed(after) != 0
}

/// Returns the methods as a bit set.
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

fn signing((side, operation): (Side<'_>, &Operation)) -> String {
    let request = side.product.record(operation.request);
    let has_body = request.is_some_and(Record::has_body);
    let text = match (operation.anonymous, side.product.protocol) {
        (true, _) => "unsigned",
        // Only ACS3 can sign a body. If all calls use ACS3, the change is reported for the product.
        (false, Protocol::Rpc) if has_body => "signed with ACS3 only",
        (false, _) => "signed",
    };
    text.to_owned()
}

fn schemes(operation: &Operation) -> String {
    let schemes = &operation.schemes;
    choose(schemes.is_empty(), "not listed", &schemes.join(", "))
}

/// Whether an access key can sign calls: the scheme `AK` is listed, or no schemes are listed.
fn takes_key(operation: &Operation) -> bool {
    let mut schemes = operation.schemes.iter();
    operation.schemes.is_empty() || schemes.any(|scheme| scheme == "AK")
}

/// Returns the part of the request that carries the parameters, if there are parameters.
fn parts((side, operation): (Side<'_>, &Operation)) -> Option<&'static str> {
    let request = side.product.record(operation.request)?;
    let mut fields = request.fields.iter();
    let any = fields.any(|field| matches!(field.place, Place::Query | Place::Form));
    any.then(|| match operation.parts(request) {
        Parts::Query => "query",
        Parts::Form => "form",
        Parts::QueryOrForm => "query or form",
    })
}

fn timeout(operation: &Operation) -> String {
    match operation.read_timeout_secs {
        Some(seconds) => format!("{seconds} s"),
        None => "the default".to_owned(),
    }
}

fn token(operation: &Operation) -> String {
    match &operation.token {
        Some(token) => format!("idempotency token `{token}`"),
        None => "no idempotency token".to_owned(),
    }
}

fn central(operation: &Operation) -> String {
    match &operation.central {
        Some(host) => host.clone(),
        None => "the default".to_owned(),
    }
}

fn permission((side, operation): (Side<'_>, &Operation)) -> String {
    let action = side.product.ram_action(operation);
    action.unwrap_or_else(|| "unknown".to_owned())
}

fn paging(operation: &Operation) -> String {
    let paging = operation.paging.as_ref();
    paging.map_or_else(|| "none".to_owned(), ToString::to_string)
}

/// Whether the new crate lacks the methods for pages or for items, or finds the items in another
/// list.
fn loses_pages(before: Option<&Paging>, after: Option<&Paging>) -> bool {
    let items = |paging: Option<&Paging>| paging.and_then(|paging| paging.items.clone());
    let had_items = items(before);
    (before.is_some() && after.is_none()) || (had_items.is_some() && had_items != items(after))
}

/// Whether both crates have pagination, but the new crate requests pages differently.
fn pages_otherwise(before: Option<&Paging>, after: Option<&Paging>) -> bool {
    let (Some(before), Some(after)) = (before, after) else {
        return false;
    };
    let token = before.token.is_some() && before.token != after.token;
    let number = before.number.is_some() && before.number != after.number;
    token || number
}
