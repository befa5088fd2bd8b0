//! Converts [`Spec`] to [`Product`]: resolves references, sets defaults and finds secrets.

pub(crate) mod paging;
mod reads;
mod records;
mod secret;

use std::collections::{HashMap, HashSet};

use crate::{
    diagnostic::{Diagnostics, join},
    nearest,
    product::{ErrorCode, Methods, Operation, Parts, Place, Product, Record, RecordId, Root, Type},
    spec::{Api, ErrorEntry, Kind, Parameter, Schema, Spec},
};

use self::records::Records;

/// Converts a specification to a product.
///
/// A reference that can't be resolved is an error in `diagnostics`. The type of an unresolved
/// reference is any JSON value.
#[must_use]
pub fn lower(spec: &Spec, diagnostics: &mut Diagnostics) -> Product {
    let components = spec.components.iter();
    let components: HashSet<&str> = components.map(|(name, _)| name.as_str()).collect();
    for (_, component) in &spec.components {
        check_references(component, spec, &components, diagnostics);
    }
    let mut records = Records::new(spec);
    let mut operations: Vec<Operation> = spec
        .apis
        .iter()
        .map(|api| {
            let schemas = api.parameters.iter().map(|parameter| &parameter.schema);
            for schema in schemas.chain(api.responses.iter().map(|(_, schema)| schema)) {
                check_references(schema, spec, &components, diagnostics);
            }
            operation(api, &mut records, diagnostics)
        })
        .collect();
    let (mut records, shared) = records.finish();
    for operation in &operations {
        leave_token_to_call(operation, &mut records);
    }
    let secretive = records::holding_secrets(&records);
    for (operation, api) in operations.iter_mut().zip(&spec.apis) {
        operation.paging = paging::paging(operation, &records);
        operation.region = records
            .get(operation.request.0)
            .and_then(|request| region(request, spec.region_parameter.as_deref()));
        let secrets = secrets_in_url(operation, api, &records, &secretive);
        match operation.methods {
            Methods::GetOrPost if !secrets.is_empty() => operation.methods = Methods::Post,
            _ => warn_of_secrets(&secrets, operation.methods, api, diagnostics),
        }
    }
    Product {
        product: spec.product.clone(),
        version: spec.version.clone(),
        protocol: spec.protocol,
        operations,
        records,
        shared,
        groups: spec.groups.clone(),
        default_features: spec.default_features.clone(),
        endpoints: spec.endpoints.clone(),
        ram_prefix: spec.ram_prefix.clone(),
    }
}

/// Returns the parameters that contain a secret and may be sent in the URL.
///
/// Secrets in URLs are a risk, because proxies and servers log URLs.
fn secrets_in_url<'a>(
    operation: &Operation,
    api: &'a Api,
    records: &[Record],
    secretive: &HashSet<RecordId>,
) -> Vec<&'a Parameter> {
    let request = records.get(operation.request.0);
    let request = request.filter(|request| operation.parts(request) != Parts::Form);
    let fields = request.into_iter().flat_map(|request| &request.fields);
    let secrets = fields.zip(&api.parameters).filter(|(field, _)| {
        let held = field.kind.record();
        matches!(field.place, Place::Query | Place::Form)
            && (field.secret || held.is_some_and(|held| secretive.contains(&held)))
    });
    secrets.map(|(_, parameter)| parameter).collect()
}

/// Adds a warning for each secret that is sent in the URL.
fn warn_of_secrets(
    secrets: &[&Parameter],
    methods: Methods,
    api: &Api,
    diagnostics: &mut Diagnostics,
) {
    let message = if has(api, Place::Body) {
        "the secret is sent in the URL, because another parameter is the body; correct the place \
         of the secret if the server accepts the secret in a header or in the body"
            .to_owned()
    } else {
        format!(
            "the secret is sent in the URL of a {} request; correct the methods if the server \
             accepts POST",
            methods.as_str()
        )
    };
    for secret in secrets {
        diagnostics.warning(&secret.pointer, message.clone());
    }
}

fn operation<'a>(
    api: &'a Api,
    records: &mut Records<'a>,
    diagnostics: &mut Diagnostics,
) -> Operation {
    let methods = methods(api, diagnostics);
    let form = place_of_form(api, methods, diagnostics);
    let request = records.request(api, form, diagnostics);
    let reply = reply(api, records, diagnostics);
    Operation {
        action: api.name.clone(),
        about: api.about.clone(),
        methods,
        listed: api.methods.clone(),
        form_by_put: matches!(methods, Methods::Put | Methods::Patch) && has(api, Place::Form),
        reads: reads::reads(api, diagnostics),
        anonymous: api.anonymous,
        schemes: api.schemes.clone(),
        read_timeout_secs: api.read_timeout_secs,
        central: api.central.clone(),
        token: token(api),
        ram_prefix: api.ram_prefix.clone(),
        region: None,
        request,
        reply,
        records: records.take_own(),
        errors: errors(&api.errors),
        paging: None,
    }
}

/// Returns the name of the idempotency token, which is the first parameter in the query or the form
/// that has the mark `x-idempotent`.
fn token(api: &Api) -> Option<String> {
    let by_name = |parameter: &&Parameter| matches!(parameter.place, Place::Query | Place::Form);
    let mut parameters = api.parameters.iter().filter(by_name);
    let token = parameters.find(|parameter| parameter.idempotent)?;
    Some(token.name.clone())
}

/// Makes the idempotency token of a writing operation optional, because calls fill in the token.
fn leave_token_to_call(operation: &Operation, records: &mut [Record]) {
    let request = records.get_mut(operation.request.0);
    let fields = request.into_iter().flat_map(|request| &mut request.fields);
    for field in fields {
        if !operation.reads && operation.token.as_ref() == Some(&field.wire) {
            field.required = false;
        }
    }
}

/// Returns the index of the parameter with the region of an operation.
///
/// The parameter is `RegionId`, or else the parameter called `other`. Upper and lower case count as
/// equal. Parameters with other regions have longer names, such as `DestinationRegionId`.
fn region(request: &Record, other: Option<&str>) -> Option<usize> {
    let position = |name: &str| {
        request.fields.iter().position(|field| {
            field.kind == Type::Text
                && matches!(field.place, Place::Query | Place::Form)
                && field.wire.eq_ignore_ascii_case(name)
        })
    };
    position("RegionId").or_else(|| position(other?))
}

/// Chooses the HTTP methods of an operation from the methods that the specification lists.
///
/// GET and POST are preferred. An operation with a form or a body is sent by POST, PUT or PATCH if
/// one of these methods is listed, because a GET request has neither a form nor a body. If no
/// methods are listed, GET and POST are allowed.
fn methods(api: &Api, diagnostics: &mut Diagnostics) -> Methods {
    let allows = |method: &str| api.methods.iter().any(|allowed| allowed == method);
    let (get, post) = if api.methods.is_empty() {
        (true, true)
    } else {
        (allows("get"), allows("post"))
    };
    let has_body = has(api, Place::Body);
    let has_content = has_body || has(api, Place::Form);
    match (get, post) {
        (true, true) if !has_content => return Methods::GetOrPost,
        (_, true) => return Methods::Post,
        (true, false) if !has_content => return Methods::Get,
        (_, false) if allows("put") => return Methods::Put,
        (_, false) if allows("patch") => return Methods::Patch,
        (true, false) if !has_body => return Methods::Get,
        (_, false) => {}
    }
    let pointer = join(&api.pointer, "methods");
    if allows("delete") {
        if has_body {
            diagnostics.warning(
                pointer,
                "the body is sent by DELETE, and proxies may drop the body; correct the methods if \
                 the server accepts POST",
            );
        }
        return Methods::Delete;
    }
    let which = if get {
        "methods that can't carry the body"
    } else {
        "unsupported methods"
    };
    let listed = api.methods.join(", ");
    diagnostics.warning(
        pointer,
        format!("the operation is sent by POST, because only {which} are listed ({listed})"),
    );
    Methods::Post
}

/// Returns the part of the request that carries `formData` parameters with these `methods`.
fn place_of_form(api: &Api, methods: Methods, diagnostics: &mut Diagnostics) -> Place {
    if !matches!(methods, Methods::Get | Methods::Delete) {
        return Place::Form;
    }
    let parameters = api.parameters.iter();
    for parameter in parameters.filter(|parameter| parameter.place == Place::Form) {
        diagnostics.warning(
            join(&parameter.pointer, "in"),
            format!(
                "the parameter is sent in the query instead of `formData`, because a {} request \
                 has no form",
                methods.as_str()
            ),
        );
    }
    Place::Query
}

/// Whether the operation has a parameter in this part of the request.
fn has(api: &Api, place: Place) -> bool {
    let mut parameters = api.parameters.iter();
    parameters.any(|parameter| parameter.place == place)
}

/// Returns the schema of the success reply: of status 200, or else of the first 2xx status.
fn reply_schema(api: &Api) -> Option<&Schema> {
    let status = |wanted: &str| {
        let mut responses = api.responses.iter();
        responses.find(|(status, _)| status.starts_with(wanted))
    };
    let (_, schema) = status("200").or_else(|| status("2"))?;
    Some(schema)
}

/// Returns the type of the success reply.
fn reply<'a>(api: &'a Api, records: &mut Records<'a>, diagnostics: &mut Diagnostics) -> Type {
    let Some(schema) = reply_schema(api) else {
        return Type::Any;
    };
    let root = Root::Reply(api.name.clone());
    match records.root(root, schema, diagnostics) {
        record @ Type::Record(_) => record,
        Type::Any => Type::Any,
        _ => {
            diagnostics.warning(
                &schema.pointer,
                "the reply is not an object, so its type is any JSON value",
            );
            Type::Any
        }
    }
}

/// Merges the entries of each error code into one entry with all statuses and messages.
fn errors(entries: &[ErrorEntry]) -> Vec<ErrorCode> {
    let mut codes: Vec<ErrorCode> = Vec::new();
    let mut places = HashMap::new();
    for entry in entries {
        let case = (entry.status.clone(), entry.message.clone());
        let place = *places.entry(&entry.code).or_insert(codes.len());
        match codes.get_mut(place) {
            Some(known) => {
                known.cases.push(case);
                if known.description.is_empty() {
                    known.description.clone_from(&entry.description);
                }
            }
            None => codes.push(ErrorCode {
                code: entry.code.clone(),
                cases: vec![case],
                description: entry.description.clone(),
            }),
        }
    }
    codes
}

/// Adds an error for each reference to an unknown component.
fn check_references(
    schema: &Schema,
    spec: &Spec,
    components: &HashSet<&str>,
    diagnostics: &mut Diagnostics,
) {
    match &schema.kind {
        Kind::Reference(name) => {
            if !components.contains(name.as_str()) {
                let known = spec.components.iter().map(|(known, _)| known.as_str());
                diagnostics.error(
                    format!("{}/$ref", schema.pointer),
                    format!(
                        "unknown component `{name}`{}",
                        nearest::suggest(name, known)
                    ),
                );
            }
        }
        Kind::Object(fields) => {
            for (_, field) in fields {
                check_references(field, spec, components, diagnostics);
            }
        }
        Kind::Map(inner) | Kind::List(inner) => {
            check_references(inner, spec, components, diagnostics);
        }
        Kind::Any | Kind::Text | Kind::Integer | Kind::Number | Kind::Boolean => {}
    }
}

#[cfg(test)]
mod tests;
