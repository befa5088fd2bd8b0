//! Lists the request types of all operations of ECS.

use std::{env, error::Error, fs, path::Path};

/// The names of all types in `alicloud-ecs`.
const NAMES: &str = "../../crates/alicloud-ecs/names.json";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={NAMES}");
    let mut operations = String::new();
    for line in fs::read_to_string(NAMES)?.lines() {
        // Such as `"StartInstance request": "StartInstance",`.
        if let [_, key, _, name, _] = line.split('"').collect::<Vec<_>>()[..] {
            if let Some(action) = key.strip_suffix(" request") {
                operations +=
                    &format!("TypedOperation::new::<alicloud_ecs::{name}>({action:?}),\n");
            }
        }
    }
    let list = format!("&[{operations}]");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("operations.rs"), list)?;
    Ok(())
}
