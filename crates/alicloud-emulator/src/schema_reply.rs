//! Replies made from the schema of an operation.
//!
//! The values are made up, but depend only on the seed, the operation, the arguments and the ids
//! that earlier calls created. So the same calls get the same replies. Fields that have the name of
//! a parameter repeat its argument.

mod complete;
mod created_ids;
mod item_key;
mod listing;
mod main_list;
mod resource;
mod text;

use std::{borrow::Cow, cell::Cell};

pub(crate) use self::{
    complete::complete,
    created_ids::{CreatedIds, Scope},
};
use self::{
    listing::Listing,
    resource::is_id,
    text::{made_up_text, stable_hash},
};
use crate::{
    arguments::Arguments,
    protocol::{ApiError, Document, Fields, Value},
    specification::{Kind, Limits, Name, Operation, Schema, Specification},
};

/// The depth at which the reply of a schema that contains itself ends.
const DEEPEST: usize = 12;

/// The number of references to components, one within the other, at which a reply ends.
const MOST_REFERENCES: usize = 6;

/// The number of values in a reply after which lists and objects stay empty. A schema that contains
/// itself several times would else have an enormous reply.
const MOST_VALUES: usize = 1_000_000;

/// The number of bytes of all names and texts in a reply. A long argument could else be repeated in
/// every item.
const MOST_BYTES: usize = 16 << 20;

/// The number of items of a list that isn't paged.
const ITEMS: usize = 2;

/// Makes the reply of one call.
pub(crate) struct ReplyMaker<'a> {
    specification: &'a Specification,
    arguments: &'a Arguments,
    /// The region, whose resources have other ids than those of other regions.
    region_id: &'a str,
    /// Whether the ids in the reply belong to copies, so they don't repeat arguments.
    copies: bool,
    /// The page of the list that the call requests, if the reply contains a list.
    listing: Option<Listing<'a>>,
    /// The seed of this call.
    seed: u64,
    /// The number of values that may still be made.
    left: Cell<usize>,
    /// The number of bytes that the other names and texts may have.
    bytes_left: Cell<usize>,
}

/// The position of a value in the reply.
#[derive(Clone, Copy, Default)]
struct Position<'p> {
    depth: usize,
    /// The number of references to components around the value.
    references: usize,
    /// A hash of the lists around the value and of the numbers or ids of their items. It differs
    /// for the items of the same inner list in two outer items.
    path: u64,
    /// The number of the innermost list item that contains the value, counted from 0 over all
    /// pages.
    item: Option<usize>,
    /// The name and value of the field that identifies the list item, if the item is identified.
    id: Option<(&'p str, &'p str)>,
}

impl<'a> ReplyMaker<'a> {
    /// # Errors
    ///
    /// Fails if a pagination token is damaged, or was issued for another operation.
    pub(crate) fn new(
        specification: &'a Specification,
        action: &str,
        operation: &'a Operation,
        arguments: &'a Arguments,
        (scope, created): (&Scope, &'a CreatedIds),
        seed: u64,
    ) -> Result<Self, ApiError> {
        // Two calls that change something must not return the same ids.
        let earlier = if operation.writes(action) {
            created.count()
        } else {
            0
        };
        Ok(Self {
            specification,
            arguments,
            region_id: arguments.scalar("RegionId").unwrap_or_default(),
            copies: ["Clone", "Copy"]
                .iter()
                .any(|verb| action.starts_with(verb)),
            listing: Listing::read(specification, action, operation, arguments, created, scope)?,
            seed: stable_hash(stable_hash(seed, action).wrapping_add(earlier), action),
            left: Cell::new(MOST_VALUES),
            bytes_left: Cell::new(MOST_BYTES),
        })
    }

    /// # Errors
    ///
    /// Fails if the reply would be too large.
    pub(crate) fn reply(&self, action: &str, operation: &Operation) -> Result<Document, ApiError> {
        let properties = operation.properties(self.specification);
        let (request_ids, others): (Vec<_>, Vec<_>) = properties
            .iter()
            .partition(|(name, _)| name.eq_ignore_ascii_case("RequestId"));
        let fields = others
            .into_iter()
            .filter(|(name, schema)| !self.is_end_of_numbers(name, schema))
            .map(|(name, schema)| (name.clone(), self.value(name, schema, Position::default())))
            .collect();
        if self.bytes_left.get() == 0 {
            return Err(ApiError::REPLY_TOO_LARGE);
        }
        let document = Document::reply(action, fields);
        Ok(match request_ids.first() {
            Some((name, _)) => document.with_request_id_name(name.clone()),
            None => document,
        })
    }

    /// Whether the field is a numeric token on the last page. A number can't mark the end of a
    /// list, so the field is left out.
    fn is_end_of_numbers(&self, name: &str, schema: &Schema) -> bool {
        let is_number = matches!(self.specification.resolve(schema).kind, Kind::Integer);
        let listing = self.listing.as_ref().filter(|_| is_number);
        listing.is_some_and(|listing| listing.is_end(name))
    }

    fn value(&self, name: &str, schema: &Schema, mut at: Position<'_>) -> Value {
        if let Kind::Reference(_) = schema.kind {
            at.references += 1;
        }
        let schema = self.specification.resolve(schema);
        let limits = schema.limits.as_deref();
        self.left.set(self.left.get().saturating_sub(1));
        let is_too_large = at.depth == DEEPEST
            || at.references > MOST_REFERENCES
            || self.left.get() == 0
            || self.bytes_left.get() == 0;
        self.spend(name.len());
        match &schema.kind {
            Kind::Text | Kind::Any if self.bytes_left.get() == 0 => String::new().into(),
            Kind::Text | Kind::Any => {
                let text = self.text(name, limits, at);
                self.spend(text.len());
                text.into()
            }
            Kind::Integer => Value::Integer(self.integer(name, limits, at)),
            Kind::Number => Value::Float(self.number(name, limits, at)),
            Kind::Boolean => Value::Boolean(self.boolean(name, at)),
            Kind::Object(_) | Kind::Map(_) if is_too_large => Value::Object(Vec::new()),
            Kind::Object(properties) if properties.is_empty() => {
                Value::Object(vec![(Name::from("Key"), self.text("Key", None, at).into())])
            }
            Kind::Object(properties) => Value::Object(self.fields(properties, at)),
            Kind::Map(values) => {
                let inner = at.deeper();
                Value::Object(vec![(Name::from("Key"), self.value(name, values, inner))])
            }
            Kind::List(_) if is_too_large => Value::List(Vec::new()),
            Kind::List(items) => self.list(name, schema, items, at),
            // `resolve` has followed the reference.
            Kind::Reference(_) => Value::Object(Vec::new()),
        }
    }

    fn spend(&self, bytes: usize) {
        self.bytes_left
            .set(self.bytes_left.get().saturating_sub(bytes));
    }

    fn fields(&self, properties: &[(Name, Schema)], at: Position<'_>) -> Fields {
        properties
            .iter()
            .map(|(name, schema)| (name.clone(), self.value(name, schema, at.deeper())))
            .collect()
    }

    fn list(&self, name: &str, list: &Schema, items: &Schema, at: Position<'_>) -> Value {
        let listing = self.listing.as_ref().filter(|_| at.item.is_none());
        let main = listing.filter(|listing| listing.is_of(list));
        let range = match (main, listing) {
            // Items that are texts have no key. Their number is that of the requested texts.
            (Some(main), _) if main.key().is_some() || self.arguments.items(name).is_none() => {
                main.range()
            }
            // After the last page, the other lists end too.
            (_, Some(listing)) if listing.is_past_the_end() => 0..0,
            _ => match self.arguments.items(name) {
                // A list of the requested ids, such as `InstanceIdSets`.
                Some(arguments) if at.item.is_none() => 0..arguments.len(),
                _ => 0..ITEMS,
            },
        };
        let item = |number| {
            let at = Position {
                depth: at.depth + 1,
                references: at.references,
                path: stable_hash(at.path.wrapping_add(number as u64 + 1), name),
                item: Some(number),
                id: None,
            };
            match main {
                Some(main) => self.listed_item(main, name, items, at, number),
                None => self.value(name, items, at),
            }
        };
        Value::List(range.map(item).collect())
    }

    /// An item of the main list. Its values depend on its id, so that a call that requests the id
    /// gets the same values as a call that lists all ids.
    fn listed_item(
        &self,
        listing: &Listing<'_>,
        list: &str,
        items: &Schema,
        at: Position<'_>,
        number: usize,
    ) -> Value {
        let Some(key) = listing.key() else {
            return self.value(list, items, at);
        };
        let known = listing.known_id(number).filter(|_| !self.copies);
        let id = known.map_or_else(
            || {
                let made_up = listing.made_up_number(number);
                let hash = stable_hash(self.seed.wrapping_add(made_up as u64), key);
                let hash = stable_hash(hash, self.region_id);
                Cow::Owned(made_up_text(key, hash, Some(made_up)))
            },
            Cow::Borrowed,
        );
        let at = Position {
            path: stable_hash(0, &id),
            id: Some((key, &id)),
            ..at
        };
        self.value(list, items, at)
    }

    fn text(&self, name: &str, limits: Option<&Limits>, at: Position<'_>) -> String {
        if let Some(paging) = self.paging(name, at) {
            return paging;
        }
        if let Some((_, id)) = at.id.filter(|(key, _)| *key == name) {
            return id.to_owned();
        }
        if let Some(argument) = self.argument(name, at) {
            return argument.to_owned();
        }
        let hash = self.hash(name, at);
        let values = limits.map_or(&[][..], |limits| &limits.enumeration);
        let chosen = hash % values.len().max(1) as u64;
        match values.get(chosen as usize) {
            Some(value) => value.clone(),
            None => {
                // The position of an identified item differs between calls.
                let number = at.id.map_or(at.item, |_| Some((hash % 1000) as usize));
                made_up_text(name, hash, number)
            }
        }
    }

    fn integer(&self, name: &str, limits: Option<&Limits>, at: Position<'_>) -> i64 {
        let known = self
            .paging(name, at)
            .or_else(|| self.argument(name, at).map(str::to_owned));
        if let Some(number) = known.and_then(|text| text.parse().ok()) {
            return number;
        }
        if let (Some(listing), None) = (&self.listing, at.item) {
            if let Some(next) = listing.next_offset(name) {
                return i64::try_from(next).unwrap_or(i64::MAX);
            }
        }
        let (lowest, highest) = range(limits);
        let width = (highest - lowest).clamp(0.0, 99.0) as u64 + 1;
        (lowest as i64).saturating_add((self.hash(name, at) % width) as i64)
    }

    fn number(&self, name: &str, limits: Option<&Limits>, at: Position<'_>) -> f64 {
        let number = self.argument(name, at).and_then(|text| text.parse().ok());
        if let Some(number) = number.filter(|number: &f64| number.is_finite()) {
            return number;
        }
        let (lowest, highest) = range(limits);
        let width = (highest - lowest).clamp(0.0, 100.0);
        // A multiple of 1/64 has the same digits in JSON and XML.
        lowest + width * ((self.hash(name, at) % 64) as f64 / 64.0)
    }

    fn boolean(&self, name: &str, at: Position<'_>) -> bool {
        match self.argument(name, at) {
            Some(text) => text.eq_ignore_ascii_case("true"),
            // A reply without an error succeeded.
            None if name.eq_ignore_ascii_case("Success") => true,
            None => self.hash(name, at) & 1 == 1,
        }
    }

    /// The value of a field that describes the page, such as `TotalCount`.
    fn paging(&self, name: &str, at: Position<'_>) -> Option<String> {
        match (&self.listing, at.item) {
            (Some(listing), None) => listing.field(name),
            _ => None,
        }
    }

    /// The argument that a field with this name repeats.
    fn argument(&self, name: &str, at: Position<'_>) -> Option<&str> {
        if self.copies && is_id(name) {
            return None;
        }
        let of_item = || {
            let items = self.arguments.items(name)?;
            items.get(at.item?).map(String::as_str)
        };
        // A parameter such as `InstanceId` may contain a JSON list. A field doesn't repeat the
        // list.
        let is_list = self.arguments.is_list(name);
        of_item().or_else(|| self.arguments.scalar(name).filter(|_| !is_list))
    }

    /// A number that looks random, for the value called `name` at this position.
    fn hash(&self, name: &str, at: Position<'_>) -> u64 {
        stable_hash(self.seed ^ at.path, name)
    }
}

impl Position<'_> {
    fn deeper(self) -> Self {
        Self {
            depth: self.depth + 1,
            ..self
        }
    }
}

/// The lowest and the highest value to make up.
fn range(limits: Option<&Limits>) -> (f64, f64) {
    let minimum = limits
        .and_then(|limits| limits.minimum)
        .map(|bound| bound.value);
    let maximum = limits
        .and_then(|limits| limits.maximum)
        .map(|bound| bound.value);
    match (minimum, maximum) {
        (None, None) => (1.0, 100.0),
        (Some(minimum), None) => (minimum, minimum + 99.0),
        (None, Some(maximum)) => (maximum.min(1.0), maximum),
        (Some(minimum), Some(maximum)) => (minimum, maximum),
    }
}
