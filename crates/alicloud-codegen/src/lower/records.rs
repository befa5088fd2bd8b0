//! The records of a product. The parameters of each operation become one record. Every object with
//! properties also becomes a record if it occurs in parameters, in success replies, or in
//! components that they refer to.

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

/// Returns the records that contain a secret, directly or in a nested record.
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

/// Returns a number for each record, which is the same for all records of a cycle.
///
/// Two records are in the same cycle if each contains the other through fields of record type.
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
    // In `order`, a record comes after its nested records, except within a cycle.
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

/// Returns the names of the components that occur in replies, directly or nested.
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

/// The maximum depth of nested components that are not objects.
const DEEPEST: usize = 16;

/// The maximum depth of nested objects around a component.
///
/// The vendor's specifications are far less deep. The limit prevents stack overflows.
const DEEPEST_OBJECT: usize = 128;

/// The records created so far.
pub(super) struct Records<'a> {
    /// The components of the specification.
    defined: HashMap<&'a str, &'a Schema>,
    /// The names of the components that occur in replies.
    received: HashSet<&'a str>,
    list: Vec<Record>,
    shared: Vec<RecordId>,
    /// The records of the current operation.
    own: Vec<RecordId>,
    /// The types of the components resolved so far.
    components: HashMap<&'a str, Type>,
    /// The components that are being resolved.
    resolving: Vec<&'a str>,
    /// The number of objects that are being resolved.
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

    /// Creates the record with the parameters of an operation.
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

    /// Returns the type of `schema`, which is the outermost schema of `root`.
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

    /// Returns the records of the current operation, and clears the list for the next operation.
    pub(super) fn take_own(&mut self) -> Vec<RecordId> {
        mem::take(&mut self.own)
    }

    /// Returns all records, and the ids of the shared records. Sets `recursive` of all fields.
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

    /// Returns the type of `schema`, and creates the records of its objects.
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
                "`x-idempotent` is allowed only in the schema of a parameter",
            );
        }
        if schema.json {
            diagnostics.error(
                format!("{}/x-json", schema.pointer),
                "`x-json` is allowed only in the schema of a parameter",
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

    /// Returns the schemas nested in `schema`, each with its place within `schema`.
    ///
    /// The nested schemas are the items of lists, the values of maps, and referenced components, on
    /// all levels. The fields of objects are not included.
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
                // `DEEPEST` is the length limit of a chain of references. `component` reports
                // longer chains.
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

    /// Whether a value in `root` is required.
    ///
    /// The vendor's mark `required` is valid only for requests, because replies omit required
    /// values. So the mark is ignored in replies, and in components that occur in replies.
    fn is_required(&self, root: &Root, schema: &Schema) -> bool {
        let received = match root {
            Root::Request(_) => false,
            Root::Reply(_) => true,
            Root::Component(name) => self.received.contains(name.as_str()),
        };
        let required = schema.required && !received;
        schema.required_by_correction.unwrap_or(required)
    }

    /// Returns the type of a component. The type of an object is a record.
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
                    "the component `{name}` is nested in more than {DEEPEST_OBJECT} objects; reduce \
                     the depth"
                ),
            );
            return Type::Any;
        }
        let origin = Origin {
            root: Root::Component(name.to_owned()),
            path: Vec::new(),
        };
        if let Kind::Object(_) = schema.kind {
            // The type must be known before the fields are resolved, because fields may refer to
            // the type.
            let id = RecordId(self.list.len());
            self.components.insert(name, Type::Record(id));
            // A cycle of components is allowed if the cycle contains an object.
            let outside = mem::take(&mut self.resolving);
            let kind = self.kind(&origin, schema, diagnostics);
            self.resolving = outside;
            return kind;
        }
        if self.resolving.contains(&name) {
            diagnostics.error(
                format!("{}/$ref", reference.pointer),
                format!(
                    "the component `{name}` contains itself without an object in between; put an \
                     object in between"
                ),
            );
            return Type::Any;
        }
        if self.resolving.len() == DEEPEST {
            diagnostics.error(
                format!("{}/$ref", reference.pointer),
                format!(
                    "the component `{name}` is nested in {DEEPEST} components without an object in \
                     between; put an object in between"
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

    /// Creates a record without fields, so that the fields can refer to the record.
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

    /// Sets the fields of a record.
    fn fill(&mut self, id: RecordId, fields: Vec<Field>) -> RecordId {
        // This can't panic, because `id` is the index of a record that `reserve` has created.
        self.list[id.0].fields = fields;
        id
    }
}
