//! Conflicting arguments: the program exits with status 2, names both arguments, and sends nothing.

use alicloud_emulator::Emulator;

use crate::run::{outcome_with_input, program_at};

#[test]
fn names_both_conflicting_arguments() {
    const URL: &str = "url --region cn-qingdao --instance-id i-1";
    let emulator = Emulator::start().unwrap();
    let cases: &[(&str, &[&str])] = &[
        (
            "regions --emulator --endpoint https://ecs.aliyuncs.com",
            &["'--emulator'", "'--endpoint <URL>'"],
        ),
        (
            "url --emulator --endpoint https://ecs.aliyuncs.com",
            &["'--emulator'", "'--endpoint <URL>'"],
        ),
        ("url --emulator --vpc", &["'--emulator'", "'--vpc'"]),
        ("instances --vpc --emulator", &["'--emulator'", "'--vpc'"]),
        (
            "instances --region cn-qingdao --vpc --endpoint https://ecs.aliyuncs.com",
            &["'--vpc'", "'--endpoint <URL>'"],
        ),
        (
            "regions --emulator --profile good",
            &["'--emulator'", "'--profile <NAME>'"],
        ),
        (
            "{URL} --instance-id i-2 --open",
            &["'--open'", "several instances"],
        ),
        (
            "url --region cn-qingdao --instance-id - --open",
            &["'--open'", "several instances"],
        ),
        (
            "{URL} --instance-id - --vnc-password-stdin",
            &["'--vnc-password-stdin'", "'--instance-id -'", "stdin"],
        ),
        (
            "{URL} --wait 60s --timeout 30s",
            &["'--wait'", "60s", "'--timeout'", "30s"],
        ),
    ];
    for (args, parts) in cases {
        let args = args.replace("{URL}", URL);
        let mut command = program_at(&emulator, emulator.credentials(), &args);
        let outcome = outcome_with_input(&mut command, "i-1\n");
        assert_eq!((outcome.status, &*outcome.stdout), (Some(2), ""));
        for part in [
            &["error: the argument", "cannot be used with", "Usage: "],
            *parts,
        ]
        .concat()
        {
            assert!(outcome.stderr.contains(part), "no {part} in {outcome:?}");
        }
    }
    assert_eq!(emulator.request_count(), 0);
}
