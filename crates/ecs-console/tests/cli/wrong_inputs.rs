//! Runs the script of wrong inputs.

use std::process::Command;

#[test]
fn each_wrong_input_has_its_message_and_exit_status() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/wrong_inputs.sh");
    let output = Command::new("sh")
        .args([script, env!("CARGO_BIN_EXE_ecs-console")])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}");
}
