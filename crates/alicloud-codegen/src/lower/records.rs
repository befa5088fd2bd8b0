//! The records of a product: every object of the specification, each once.

use std::{collections::HashSet, mem};

use crate::{
    diagnostic::Diagnostics,
    product::{Field, Origin, Place, Record, RecordId, Root, Style, Type},
    spec::{Api, Kind, Notes, Parameter, Schema, Spec},
};

use super::{reply_schema, secret::is_secret};

/// The record `from`, and all that it holds.
pub(super) fn held(from: RecordId, records: &[Record]) -> HashSet<RecordId> {
    let mut waiting = vec![from];
    let mut held = HashSet::new();
    while let Some(id) = waiting.pop() {
        if held.insert(id) {
            let fields = records
                .get(id.0)
                .into_iter()
                .flat_map(|record| &record.fields);
            waiting.extend(fields.filter_map(|field| field.kind.record()));
        }
    }
    held
}

/// The components that replies have, directly or in each other.
fn received(spec: &Spec) -> HashSet<&str> {
    let mut waiting: Vec<&Schema> = spec.apis.iter().filter_map(reply_schema).collect();
    let mut received = HashSet::new();
    while let Some(schema) = waiting.pop() {
        match &schema.kind {
            Kind::Object(fields) => waiting.extend(fields.iter().map(|(_, field)| field)),
            Kind::Map(inner) | Kind::List(inner) => waiting.push(inner),
            Kind::Reference(name) if received.insert(name.as_str()) => {
                let mut components = spec.components.iter();
                let component = components.find(|(known, _)| known == name);
                waiting.extend(component.map(|(_, schema)| schema));
            }
            _ => {}
        }
    }
    received
}

/// How many components that are no objects may be made of each other.
const DEEPEST: usize = 16;

/// The records made so far.
pub(super) struct Records<'a> {
    spec: &'a Spec,
    /// The components that replies have.
    received: HashSet<&'a str>,
    list: Vec<Record>,
    shared: Vec<RecordId>,
    /// Those of the operation at hand.
    own: Vec<RecordId>,
    /// The types of the components met so far.
    components: Vec<(&'a str, Type)>,
    /// The components that are being resolved.
    resolving: Vec<&'a str>,
}

impl<'a> Records<'a> {
    pub(super) fn new(spec: &'a Spec) -> Self {
        Self {
            spec,
            received: received(spec),
            list: Vec::new(),
            shared: Vec::new(),
            own: Vec::new(),
            components: Vec::new(),
            resolving: Vec::new(),
        }
    }

    /// The record of an operation's parameters.
    pub(super) fn request(&mut self, api: &'a Api, diagnostics: &mut Diagnostics) -> RecordId {
        let origin = Origin {
            root: Root::Request(api.name.clone()),
            path: Vec::new(),
        };
        let id = self.reserve(origin.clone(), &Notes::default());
        let fields = api
            .parameters
            .iter()
            .map(|parameter| self.parameter(&origin, parameter, diagnostics))
            .collect();
        self.fill(id, fields)
    }

    fn parameter(
        &mut self,
        origin: &Origin,
        parameter: &'a Parameter,
        diagnostics: &mut Diagnostics,
    ) -> Field {
        Field {
            place: parameter.place,
            style: parameter.style,
            ..self.field(origin, &parameter.name, &parameter.schema, diagnostics)
        }
    }

    /// The type of the outermost value of `root`.
    pub(super) fn root(
        &mut self,
        root: Root,
        schema: &'a Schema,
        diagnostics: &mut Diagnostics,
    ) -> Type {
        let origin = Origin {
            root,
            path: Vec::new(),
        };
        self.kind(&origin, schema, diagnostics)
    }

    /// The operation's own records since the last call.
    pub(super) fn take_own(&mut self) -> Vec<RecordId> {
        mem::take(&mut self.own)
    }

    /// All records, and those that are shared.
    pub(super) fn finish(mut self) -> (Vec<Record>, Vec<RecordId>) {
        for index in 0..self.list.len() {
            for field in 0..self.list[index].fields.len() {
                let recursive = match self.list[index].fields[field].kind {
                    Type::Record(target) => self.reaches(target, RecordId(index)),
                    _ => false,
                };
                self.list[index].fields[field].recursive = recursive;
            }
        }
        (self.list, self.shared)
    }

    /// Whether `to` is `from` or is held by it, through records alone.
    fn reaches(&self, from: RecordId, to: RecordId) -> bool {
        let mut seen = vec![from];
        let mut next = 0;
        while let Some(&id) = seen.get(next) {
            next += 1;
            if id == to {
                return true;
            }
            for field in &self.list[id.0].fields {
                match field.kind {
                    Type::Record(target) if !seen.contains(&target) => seen.push(target),
                    _ => {}
                }
            }
        }
        false
    }

    fn kind(&mut self, origin: &Origin, schema: &'a Schema, diagnostics: &mut Diagnostics) -> Type {
        match &schema.kind {
            Kind::Any => Type::Any,
            Kind::Text => Type::Text,
            Kind::Integer => Type::Integer,
            Kind::Number => Type::Number,
            Kind::Boolean => Type::Boolean,
            Kind::List(items) => Type::List(Box::new(self.kind(origin, items, diagnostics))),
            Kind::Map(values) => Type::Map(Box::new(self.kind(origin, values, diagnostics))),
            Kind::Object(fields) => {
                let id = self.reserve(origin.clone(), &schema.notes);
                let fields = fields
                    .iter()
                    .map(|(wire, schema)| self.field(origin, wire, schema, diagnostics))
                    .collect();
                Type::Record(self.fill(id, fields))
            }
            Kind::Reference(name) => self.component(name, schema, diagnostics),
        }
    }

    fn field(
        &mut self,
        origin: &Origin,
        wire: &str,
        schema: &'a Schema,
        diagnostics: &mut Diagnostics,
    ) -> Field {
        let mut inner = origin.clone();
        inner.path.push(wire.to_owned());
        let kind = self.kind(&inner, schema, diagnostics);
        Field {
            wire: wire.to_owned(),
            required: self.is_required(&origin.root, schema),
            secret: is_secret(wire, schema, &kind),
            recursive: false,
            place: Place::default(),
            style: Style::default(),
            notes: schema.notes.clone(),
            kind,
        }
    }

    /// Whether a value in `root` must be there. A record that requests and replies share has one
    /// answer for both, and a reply must not be lost for what the vendor requires of requests.
    fn is_required(&self, root: &Root, schema: &Schema) -> bool {
        let received = match root {
            Root::Request(_) => false,
            Root::Reply(_) => true,
            Root::Component(name) => self.received.contains(name.as_str()),
        };
        let required = schema.required && !received;
        schema.required_by_correction.unwrap_or(required)
    }

    /// The type of a component: its record if it is an object, or what it stands for.
    fn component(
        &mut self,
        name: &'a str,
        reference: &Schema,
        diagnostics: &mut Diagnostics,
    ) -> Type {
        if let Some((_, kind)) = self.components.iter().find(|(known, _)| *known == name) {
            return kind.clone();
        }
        let Some((_, schema)) = self.spec.components.iter().find(|(known, _)| known == name) else {
            return Type::Any;
        };
        let origin = Origin {
            root: Root::Component(name.to_owned()),
            path: Vec::new(),
        };
        if let Kind::Object(_) = schema.kind {
            // Known before its fields are, since they may refer to it.
            let id = RecordId(self.list.len());
            self.components.push((name, Type::Record(id)));
            // Within an object, what stands for something else may lead back to itself.
            let outside = mem::take(&mut self.resolving);
            let kind = self.kind(&origin, schema, diagnostics);
            self.resolving = outside;
            return kind;
        }
        if self.resolving.contains(&name) {
            diagnostics.error(
                format!("{}/$ref", reference.pointer),
                format!(
                    "refers to `{name}`, which is made of itself alone; there must be an object \
                     in between"
                ),
            );
            return Type::Any;
        }
        if self.resolving.len() == DEEPEST {
            diagnostics.error(
                format!("{}/$ref", reference.pointer),
                format!(
                    "refers to `{name}`, with which more than {DEEPEST} lists and maps are \
                     directly in each other; there must be an object in between"
                ),
            );
            return Type::Any;
        }
        self.resolving.push(name);
        let kind = self.kind(&origin, schema, diagnostics);
        self.resolving.pop();
        self.components.push((name, kind.clone()));
        kind
    }

    /// Makes a record without fields yet, so that these may refer to it.
    fn reserve(&mut self, origin: Origin, notes: &Notes) -> RecordId {
        let id = RecordId(self.list.len());
        match origin.root {
            Root::Component(_) => self.shared.push(id),
            Root::Request(_) | Root::Reply(_) => self.own.push(id),
        }
        self.list.push(Record {
            origin,
            fields: Vec::new(),
            notes: notes.clone(),
        });
        id
    }

    fn fill(&mut self, id: RecordId, fields: Vec<Field>) -> RecordId {
        // The id is the position of a record that `reserve` has just made.
        self.list[id.0].fields = fields;
        id
    }
}
