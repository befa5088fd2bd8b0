//! The operations of a product, read from the vendor's metadata.

mod entries;
mod error;
mod metadata;
mod nearest;
mod raw_schema;
mod schema;

use std::collections::BTreeMap;

pub use self::error::SpecificationError;
pub(crate) use self::{
    nearest::{nearest, nearest_with_distance},
    schema::{Bound, Kind, Limits, Name, Pattern, Schema},
};

/// A specification: the operations of one product and version.
#[derive(Debug)]
pub(crate) struct Specification {
    pub(crate) product: String,
    pub(crate) version: String,
    operations: BTreeMap<String, Operation>,
    /// The schemas to which other schemas refer by name.
    components: BTreeMap<String, Schema>,
}

/// An operation: its parameters, the schema of its reply and its error codes.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) parameters: Vec<Parameter>,
    /// The schema of the reply, which is an object.
    pub(crate) reply: Schema,
    pub(crate) errors: Vec<DeclaredError>,
    pub(crate) allows_post: bool,
    /// The kind of the operation, such as `create`, if the metadata contains it.
    pub(crate) kind: Option<String>,
}

impl Operation {
    /// The fields of the reply.
    pub(crate) fn properties<'a>(
        &'a self,
        specification: &'a Specification,
    ) -> &'a [(Name, Schema)] {
        match &specification.resolve(&self.reply).kind {
            Kind::Object(properties) => properties,
            _ => &[],
        }
    }

    /// The error that the operation declares with this code.
    pub(crate) fn error(&self, code: &str) -> Option<&DeclaredError> {
        self.errors.iter().find(|error| error.code == code)
    }

    /// The name of the request id in the reply, if the schema of the reply contains it.
    pub(crate) fn request_id_name<'a>(
        &'a self,
        specification: &'a Specification,
    ) -> Option<&'a Name> {
        self.properties(specification)
            .iter()
            .map(|(name, _)| name)
            .find(|name| name.eq_ignore_ascii_case("RequestId"))
    }
}

/// A parameter of an operation.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) style: Style,
    pub(crate) schema: Schema,
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Query,
    Form,
    Header,
}

/// How a parameter that is a list or an object is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// One parameter for each scalar: `Tag.1.Key`.
    Flat,
    /// One parameter that contains a JSON text.
    Json,
    /// One parameter that contains all items, separated by this character.
    Separated(char),
}

/// An error that the metadata lists for an operation.
#[derive(Debug)]
pub(crate) struct DeclaredError {
    pub(crate) status: u16,
    pub(crate) code: String,
    /// The message, which is empty if the metadata contains only the code.
    pub(crate) message: String,
}

impl Specification {
    /// Reads the vendor's metadata of a product, or a file that contains only the facts of the
    /// metadata.
    pub(crate) fn read(text: &str) -> Result<Self, SpecificationError> {
        metadata::read(text)
    }

    pub(crate) fn is_of(&self, product: &str) -> bool {
        self.product.eq_ignore_ascii_case(product)
    }

    pub(crate) fn operation(&self, action: &str) -> Option<&Operation> {
        self.operations.get(action)
    }

    pub(crate) fn operation_names(&self) -> impl Iterator<Item = &str> {
        self.operations.keys().map(String::as_str)
    }

    /// The schema itself, or the component to which the schema refers.
    pub(crate) fn resolve<'a>(&'a self, schema: &'a Schema) -> &'a Schema {
        match &schema.kind {
            // Reading has checked that the component exists and isn't a reference itself.
            Kind::Reference(name) => self.components.get(name).unwrap_or(schema),
            _ => schema,
        }
    }
}

#[cfg(all(test, feature = "ecs"))]
mod tests {
    use std::{fs, path::Path};

    use super::Specification;

    /// `cargo xtask` writes the built-in text, and leaves out all keys that it doesn't know.
    #[test]
    fn the_built_in_text_has_all_facts_of_the_metadata() {
        let path = "../../api-specs/ecs/2014-05-26.json";
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let [metadata, facts] = [
            fs::read_to_string(path).unwrap(),
            include_str!("ecs/facts.json").to_owned(),
        ]
        .map(|text| {
            let mut specification = Specification::read(&text).unwrap();
            // The built-in text has only the codes of errors.
            let operations = specification.operations.values_mut();
            for error in operations.flat_map(|operation| &mut operation.errors) {
                error.message.clear();
            }
            format!("{specification:#?}")
        });
        let mut lines = metadata.lines().zip(facts.lines());
        let different = lines.find(|(metadata, facts)| metadata != facts);
        assert_eq!(different, None);
        assert_eq!(metadata.lines().count(), facts.lines().count());
    }
}
