//! Comparisons with the vendor's own requests and samples, which are not part of this repository.
//!
//! The variable `ALICLOUD_CORPUS` contains the absolute path of their directory. The part `vendor`
//! of `cargo xtask ci` runs these tests.

#![expect(clippy::panic, reason = "helpers of the tests panic, as tests do")]

mod mark;
mod replies;
mod requests;

use std::{env, fs, path::PathBuf};

use alicloud_emulator::{Credentials, Emulator, EmulatorBuilder};
use http::{Method, Request};
use serde_json::Value;

use crate::call::Call;

/// A product with its version, whose files are in the directory of the vendor's data.
#[derive(Clone, Copy)]
struct Product(&'static str);

impl Product {
    const ECS: Self = Self("ecs/2014-05-26");

    fn specification(self) -> String {
        corpus(&format!("specs/{}.json", self.0))
    }

    /// The requests of all operations.
    fn requests(self) -> Value {
        let file = self.0.replace('/', "__");
        serde_json::from_str(&corpus(&format!("requests/{file}.requests.json"))).unwrap()
    }

    fn samples(self) -> Value {
        let file = self.0.replace('/', "__");
        serde_json::from_str(&corpus(&format!("samples/{file}.json"))).unwrap()
    }

    /// The configuration of an emulator that serves the product and accepts a [`Call`].
    fn emulator(self) -> EmulatorBuilder {
        Emulator::builder()
            .credentials(Credentials::new("testid", "testsecret"))
            .specification(&self.specification())
            .unwrap()
    }
}

/// The text of a file in the directory of the vendor's data.
fn corpus(path: &str) -> String {
    let directory = env::var_os("ALICLOUD_CORPUS").unwrap();
    let path = PathBuf::from(directory).join(path);
    match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => panic!("{}: {error}", path.display()),
    }
}

/// The list at `name` in a JSON object.
fn list<'a>(object: &'a Value, name: &str) -> &'a Vec<Value> {
    object[name].as_array().unwrap()
}

/// The signed request of a case, with its parameters where the vendor's SDKs put them.
fn signed(version: &Value, api: &Value, case: &Value) -> Request<String> {
    let call = Call::new().without("InstanceId").without("RegionId");
    let call = call
        .with("Action", api["name"].as_str().unwrap())
        .with("Version", version.as_str().unwrap());
    assert_eq!(case["header"], serde_json::json!({}));
    let [query, form] = ["query", "form"].map(|place| case[place].as_object().unwrap());
    let call = query.iter().chain(form).fold(call, |call, (name, value)| {
        call.with(name, value.as_str().unwrap())
    });
    // The SDKs send POST if the operation supports it.
    if list(api, "methods").iter().any(|method| method == "post") {
        call.split(Method::POST, |name| form.contains_key(name))
    } else {
        call.get()
    }
}
