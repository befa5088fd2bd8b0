//! Lists the golden cases of the code generator, which are the directories in `golden`.

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=golden");
    let mut cases = Vec::new();
    for entry in fs::read_dir("golden")? {
        let path = entry?.path();
        if path.is_dir() {
            cases.push(fs::canonicalize(path)?);
        }
    }
    cases.sort();
    let (mut list, mut modules) = (String::new(), String::new());
    for case in cases {
        let name = case.file_name().unwrap_or_default().to_string_lossy();
        let (specification, module) = (case.join("spec.json"), case.join("lib.rs"));
        list += &format!("({name:?}, include_str!({specification:?})),\n");
        modules += &format!(
            "/// The code generated from `tests/golden/{name}/spec.json`.
            #[cfg(feature = \"golden\")] #[path = {module:?}] pub mod {name};\n"
        );
    }
    let text = format!(
        "/// The name and the specification of each golden case.
        pub const CASES: &[(&str, &str)] = &[{list}];\n{modules}"
    );
    fs::write(Path::new(&env::var("OUT_DIR")?).join("golden.rs"), text)?;
    Ok(())
}
