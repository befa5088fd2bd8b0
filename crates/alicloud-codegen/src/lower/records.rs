//! The records of a product: every object of the specification, each once.

use std::{
    collections::{HashMap, HashSet},
    mem,
};

use crate::{
    diagnostic::Diagnostics,
    product::{Field, Inner, Origin, Place, Record, RecordId, Root, Style, Type},
    spec::{Api, Kind, Notes, Parameter, Schema, Spec},
};

use super::{reply_schema, secret::is_secret};

/// The records with a secret among their fields, and all that hold those.
pub(super) fn holding_secrets(records: &[Record]) -> HashSet<RecordId> {
    let mut holders: HashMap<RecordId, Vec<RecordId>> = HashMap::new();
    let mut waiting = Vec::new();
    for (index, record) in records.iter().enumerate() {
        let holder = RecordId(index);
        for held in record.fields.iter().filter_map(|field| field.kind.record()) {
            holders.entry(held).or_default().push(holder);
        }
        if record.fields.iter().any(|field| field.secret) {
            waiting.push(holder);
        }
    }
    let mut found = HashSet::new();
    while let Some(id) = waiting.pop() {
        if found.insert(id) {
            waiting.extend(holders.get(&id).into_iter().flatten());
        }
    }
    found
}

/// A mark for each record. Two records have the same one if each holds the other, through records
/// alone.
fn circles(records: &[Record]) -> Vec<usize> {
    let mut held = vec![Vec::new(); records.len()];
    let mut holders = vec![Vec::new(); records.len()];
    for (index, record) in records.iter().enumerate() {
        for field in &record.fields {
            if let Type::Record(RecordId(target)) = field.kind {
                held[index].push(target);
                holders[target].push(index);
            }
        }
    }
    // A record comes after those that it holds, unless they hold it as well.
    let mut order = Vec::new();
    let mut is_met = vec![false; records.len()];
    for start in 0..records.len() {
        let mut way = Vec::new();
        if !mem::replace(&mut is_met[start], true) {
            way.push((start, held[start].iter()));
        }
        while let Some((index, rest)) = way.last_mut() {
            match rest.next() {
                Some(&target) if mem::replace(&mut is_met[target], true) => {}
                Some(&target) => way.push((target, held[target].iter())),
                None => {
                    order.push(*index);
                    way.pop();
                }
            }
        }
    }
    let mut marks = vec![None; records.len()];
    for &start in order.iter().rev() {
        let mut waiting = vec![start];
        while let Some(index) = waiting.pop() {
            if marks[index].is_none() {
                marks[index] = Some(start);
                waiting.extend(&holders[index]);
            }
        }
    }
    marks.into_iter().map(Option::unwrap_or_default).collect()
}

/// The components that replies have, directly or in each other.
fn received<'a>(spec: &'a Spec, defined: &HashMap<&'a str, &'a Schema>) -> HashSet<&'a str> {
    let mut waiting: Vec<&Schema> = spec.apis.iter().filter_map(reply_schema).collect();
    let mut received = HashSet::new();
    while let Some(schema) = waiting.pop() {
        match &schema.kind {
            Kind::Object(fields) => waiting.extend(fields.iter().map(|(_, field)| field)),
            Kind::Map(inner) | Kind::List(inner) => waiting.push(inner),
            Kind::Reference(name) if received.insert(name.as_str()) => {
                waiting.extend(defined.get(name.as_str()));
            }
            _ => {}
        }
    }
    received
}

/// How many components that are no objects may be made of each other.
const DEEPEST: usize = 16;

/// How many objects a component may be in: far more than are met, and few enough for the stack.
const DEEPEST_OBJECT: usize = 128;

/// The records made so far.
pub(super) struct Records<'a> {
    /// The components of the specification.
    defined: HashMap<&'a str, &'a Schema>,
    /// The components that replies have.
    received: HashSet<&'a str>,
    list: Vec<Record>,
    shared: Vec<RecordId>,
    /// Those of the operation at hand.
    own: Vec<RecordId>,
    /// The types of the components met so far.
    components: HashMap<&'a str, Type>,
    /// The components that are being resolved.
    resolving: Vec<&'a str>,
    /// How many objects are being resolved.
    depth: usize,
}

impl<'a> Records<'a> {
    pub(super) fn new(spec: &'a Spec) -> Self {
        let defined = spec.components.iter();
        let defined = defined.map(|(name, schema)| (name.as_str(), schema));
        let defined: HashMap<_, _> = defined.collect();
        Self {
            received: received(spec, &defined),
            defined,
            list: Vec::new(),
            shared: Vec::new(),
            own: Vec::new(),
            components: HashMap::new(),
            resolving: Vec::new(),
            depth: 0,
        }
    }

    /// The record of an operation's parameters.
    pub(super) fn request(
        &mut self,
        api: &'a Api,
        form: Place,
        diagnostics: &mut Diagnostics,
    ) -> RecordId {
        let origin = Origin {
            root: Root::Request(api.name.clone()),
            path: Vec::new(),
        };
        let id = self.reserve(origin.clone(), &Notes::default());
        let fields = api
            .parameters
            .iter()
            .map(|parameter| self.parameter(&origin, parameter, form, diagnostics))
            .collect();
        self.fill(id, fields)
    }

    fn parameter(
        &mut self,
        origin: &Origin,
        parameter: &'a Parameter,
        form: Place,
        diagnostics: &mut Diagnostics,
    ) -> Field {
        Field {
            place: match parameter.place {
                Place::Form => form,
                other => other,
            },
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
        let circles = circles(&self.list);
        for (record, circle) in self.list.iter_mut().zip(&circles) {
            for field in &mut record.fields {
                field.recursive = match field.kind {
                    Type::Record(target) => circles[target.0] == *circle,
                    _ => false,
                };
            }
        }
        (self.list, self.shared)
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
                self.depth += 1;
                let fields = fields
                    .iter()
                    .map(|(wire, schema)| self.field(origin, wire, schema, diagnostics))
                    .collect();
                self.depth -= 1;
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
        if schema.idempotent {
            diagnostics.error(
                format!("{}/x-idempotent", schema.pointer),
                "is not in the schema of a parameter; only a parameter can make calls idempotent",
            );
        }
        if schema.json {
            diagnostics.error(
                format!("{}/x-json", schema.pointer),
                "is not in the schema of a parameter; only a parameter can be JSON as text",
            );
        }
        let within = self.within(schema);
        let inner = within.iter().map(|(place, schema)| Inner {
            place: place.clone(),
            notes: schema.notes.clone(),
        });
        let mark = within.iter().find_map(|(_, schema)| schema.secret);
        Field {
            wire: wire.to_owned(),
            wrapper: None,
            required: self.is_required(&origin.root, schema),
            secret: is_secret(wire, schema.secret.or(mark), &kind),
            recursive: false,
            place: Place::default(),
            style: Style::default(),
            notes: schema.notes.clone(),
            inner: inner.collect(),
            kind,
        }
    }

    /// The schemas of the items of a list, of the values of a map, and of the component that a
    /// reference leads to, at each level. Each comes with its place within `schema`.
    fn within(&self, schema: &'a Schema) -> Vec<(String, &'a Schema)> {
        let mut found = Vec::new();
        let mut place = String::new();
        let mut schema = schema;
        let mut references = 0;
        loop {
            schema = match &schema.kind {
                Kind::List(items) => {
                    place.push_str("[]");
                    items
                }
                Kind::Map(values) => {
                    place.push_str("{}");
                    values
                }
                // More references than this are an error.
                Kind::Reference(name) if references <= DEEPEST => {
                    let Some(component) = self.defined.get(name.as_str()) else {
                        break;
                    };
                    references += 1;
                    place = format!("{place} (component {name})");
                    component
                }
                _ => break,
            };
            found.push((place.clone(), schema));
        }
        found
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
        if let Some(kind) = self.components.get(name) {
            return kind.clone();
        }
        let Some(schema) = self.defined.get(name).copied() else {
            return Type::Any;
        };
        if self.depth > DEEPEST_OBJECT {
            diagnostics.error(
                format!("{}/$ref", reference.pointer),
                format!(
                    "refers to `{name}`, which is in more than {DEEPEST_OBJECT} objects; nest fewer"
                ),
            );
            return Type::Any;
        }
        let origin = Origin {
            root: Root::Component(name.to_owned()),
            path: Vec::new(),
        };
        if let Kind::Object(_) = schema.kind {
            // Known before its fields are, since they may refer to it.
            let id = RecordId(self.list.len());
            self.components.insert(name, Type::Record(id));
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
        self.components.insert(name, kind.clone());
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
