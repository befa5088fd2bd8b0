//! Compares records, field by field.

use super::{
    change::{Aspect, Breaks, Change, Changes, Subject, choose, matched},
    constants::Constant,
    direction::Direction,
    notes,
    side::Side,
};
use crate::{
    name::FieldNames,
    product::{Field, Notes, Origin, Place, RecordId, Root, Style},
};

/// A field and its names.
struct Named<'a> {
    field: &'a Field,
    /// The path of the field on the wire.
    wire: String,
    /// The Rust path of the record.
    record: String,
    names: &'a FieldNames,
    /// Whether the field is an argument of the record's constructor.
    is_argument: bool,
}

impl Named<'_> {
    /// Returns the Rust path of the field.
    fn path(&self) -> String {
        format!("{}::{}", self.record, self.names.name)
    }
}

impl<'a> Side<'a> {
    /// Returns the fields of a record with their names.
    fn fields(self, id: RecordId) -> Vec<Named<'a>> {
        let (Some(record), Some(names)) = (self.product.record(id), self.names.record(id)) else {
            return Vec::new();
        };
        let arguments = names.arguments.as_deref().unwrap_or_default();
        let fields = record.fields.iter().zip(&names.fields).enumerate();
        let named = fields.map(|(index, (field, own))| Named {
            field,
            wire: field.path(),
            record: names.path(),
            names: own,
            is_argument: arguments.contains(&index),
        });
        named.collect()
    }
}

impl Changes {
    /// Compares two records and their nested records. Each pair of records is compared only once.
    pub(super) fn records(
        &mut self,
        (old, before): (Side<'_>, RecordId),
        (new, after): (Side<'_>, RecordId),
        direction: Direction,
    ) {
        let Some(record) = old.product.record(before) else {
            return;
        };
        if !self.compared.insert((before, after)) {
            return;
        }
        let (subject, direction) = match &record.origin.root {
            // A component may occur in both requests and replies.
            Root::Component(_) => (Subject::SharedField, Direction::Both),
            Root::Request(_) => (Subject::Parameter, direction),
            Root::Reply(_) => (Subject::ReplyField, direction),
        };
        let (fields, now) = (old.fields(before), new.fields(after));
        for (wire, was, is) in matched(&fields, &now, |named| named.wire.as_str()) {
            let place = place(&record.origin, wire);
            match (was, is) {
                (Some(was), Some(is)) => {
                    self.field(subject, &place, (old, was), (new, is), direction);
                }
                (Some(was), None) => self.list.push(Change {
                    rust: was.path(),
                    old: Some(described(old, was.field)),
                    breaks_rust: true,
                    breaks_wire: true,
                    ..Change::of(subject, Aspect::Presence, place)
                }),
                (None, Some(is)) => self.added(subject, place, new, is),
                (None, None) => {}
            }
        }
    }

    /// Adds the change for a new field.
    ///
    /// The change breaks Rust if the field is an argument of a constructor.
    fn added(&mut self, subject: Subject, place: String, new: Side<'_>, is: &Named<'_>) {
        self.list.push(Change {
            rust: is.path(),
            new: Some(described(new, is.field)),
            breaks_rust: is.is_argument,
            breaks_wire: is_needed(is.field) && subject != Subject::ReplyField,
            ..Change::of(subject, Aspect::Presence, place)
        });
    }

    /// Compares two versions of a field.
    fn field(
        &mut self,
        subject: Subject,
        place: &str,
        (old, was): (Side<'_>, &Named<'_>),
        (new, is): (Side<'_>, &Named<'_>),
        direction: Direction,
    ) {
        let (before, after) = (was.field, is.field);
        let mut changed = |aspect, [old, new]: [String; 2], breaks: Breaks| {
            if old != new {
                self.list.push(Change {
                    rust: was.path(),
                    old: Some(old),
                    new: Some(new),
                    ..Change::of(subject, aspect, place).breaking(breaks)
                });
            }
        };
        let names = [was, is].map(|named| named.names.name.clone());
        changed(Aspect::Name, names, Breaks::RUST);
        let kinds = [kind(old, before), kind(new, after)];
        let retyped = Breaks {
            rust: true,
            wire: !direction.is_compatible(&before.kind, &after.kind),
            behaviour: false,
        };
        changed(Aspect::Type, kinds, retyped);
        let fields = [before, after];
        let needed = Breaks {
            rust: was.is_argument != is.is_argument || was.names.optional != is.names.optional,
            wire: wire_needs(direction, before, after),
            behaviour: false,
        };
        changed(Aspect::Required, fields.map(required), needed);
        changed(Aspect::Place, fields.map(part), Breaks::WIRE);
        changed(Aspect::Style, fields.map(style), Breaks::WIRE);
        // If the field is no longer secret, the `Debug` output of the new crate shows its value.
        let shows = Breaks::behaviour(before.secret && !after.secret);
        changed(Aspect::Secret, fields.map(secrecy), shows);
        let own = fields.map(|field| &field.notes);
        self.notes(subject, place, was, own, [was, is].map(values), direction);
        for (inner, old, new) in matched(&before.inner, &after.inner, |inner| &inner.place) {
            // If a level of lists or maps is added or removed, the type changes, and that change is
            // reported above.
            if let (Some(old), Some(new)) = (old, new) {
                let notes = [&old.notes, &new.notes];
                let place = format!("{place}{inner}");
                self.notes(subject, &place, was, notes, notes.map(listed), direction);
            }
        }
        if let (Some(before), Some(after)) = (before.kind.record(), after.kind.record()) {
            self.records((old, before), (new, after), direction);
        }
    }
}

impl Changes {
    /// Compares the notes about the values at `place`, which is the field `was` or a place within
    /// it.
    fn notes(
        &mut self,
        subject: Subject,
        place: &str,
        was: &Named<'_>,
        [old, new]: [&Notes; 2],
        values: [Vec<Constant<'_>>; 2],
        direction: Direction,
    ) {
        for one in notes::differences(direction, old, new) {
            let [old, new] = one.texts;
            self.list.push(Change {
                rust: was.path(),
                old: Some(old),
                new: Some(new),
                ..Change::of(subject, one.aspect, place).breaking(one.breaks)
            });
        }
        let is_sent = direction != Direction::Reply;
        self.constants(Subject::Value, &format!("{place} = "), values, is_sent);
    }
}

/// Returns the place of a field, such as `DescribeRegions reply Regions/Region`.
fn place(origin: &Origin, wire: &str) -> String {
    let separator = if origin.path.is_empty() { ' ' } else { '/' };
    format!("{origin}{separator}{wire}")
}

/// Returns the documented values of a field, each with its constant.
fn values<'a>(named: &Named<'a>) -> Vec<Constant<'a>> {
    let constant = |index: usize| named.names.constants.get(index)?.as_ref();
    let path = |name: &String| format!("{}::{name}", named.record);
    let values = named.field.notes.values.iter().enumerate();
    values
        .map(|(index, (value, _))| (value.as_str(), constant(index).map(path)))
        .collect()
}

/// Returns the documented values of a place within a field. Such values have no constants.
fn listed(notes: &Notes) -> Vec<Constant<'_>> {
    let values = notes.values.iter();
    values.map(|(value, _)| (value.as_str(), None)).collect()
}

/// Describes the type of a field. A recursive field has a boxed type in Rust.
fn kind(side: Side<'_>, field: &Field) -> String {
    let more = if field.recursive {
        " in a `Box`"
    } else if field.notes.base64 {
        " in Base64"
    } else {
        ""
    };
    side.kind(&field.kind) + more
}

/// Describes the type of a field, and whether the field is required.
fn described(side: Side<'_>, field: &Field) -> String {
    let kind = kind(side, field);
    if is_needed(field) {
        format!("{kind}, {}", required(field))
    } else {
        kind
    }
}

/// Whether a server may require the field.
///
/// A server may also require a field that only the documentation calls required.
fn is_needed(field: &Field) -> bool {
    field.required || field.notes.doc_required
}

/// Whether, because of the change, the sender may omit a value that the receiver may require.
fn wire_needs(direction: Direction, before: &Field, after: &Field) -> bool {
    let in_request =
        (after.required && !before.required) || (is_needed(after) && !is_needed(before));
    let in_reply = before.required && !after.required;
    match direction {
        Direction::Request => in_request,
        Direction::Reply => in_reply,
        Direction::Both => in_request || in_reply,
    }
}

fn required(field: &Field) -> String {
    let text = match (field.required, field.notes.doc_required) {
        (true, _) => "required",
        (false, true) => "optional (required by the documentation)",
        (false, false) => "optional",
    };
    text.to_owned()
}

fn secrecy(field: &Field) -> String {
    choose(field.secret, "secret", "not secret")
}

fn part(field: &Field) -> String {
    let text = match field.place {
        Place::Query => "query",
        Place::Form => "form",
        Place::Header => "header",
        Place::Body => "body",
    };
    text.to_owned()
}

fn style(field: &Field) -> String {
    let text = match field.style {
        Style::Flat => "one parameter per nested value",
        Style::Json => "JSON",
        Style::JsonText => "JSON or unchanged text",
        Style::Simple => "items separated by commas",
        Style::SpaceDelimited => "items separated by spaces",
        Style::PipeDelimited => "items separated by |",
    };
    text.to_owned()
}
