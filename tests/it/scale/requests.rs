//! Tests signing calls with long lists.

use alicloud::{
    Call, Operation, Session, Sign,
    machine::{Machine as _, Step},
};
use alicloud_sign::{Acs3, Credentials, HmacSha1};

use super::{FEW, Page, Tag, Text, Work, assert_linear};

fn assert_signing_is_linear<O: Operation>(operation: impl Fn(usize) -> O) {
    let credentials = || Credentials::new("testid", "testsecret");
    for signer in [
        Box::new(HmacSha1::new(credentials())) as Box<dyn Sign>,
        Box::new(Acs3::new(credentials())),
    ] {
        let session = Session::new(signer)
            .endpoint("https://ecs.aliyuncs.com")
            .unwrap();
        assert_linear(FEW, |count| {
            let operation = operation(count);
            Work::of(|| {
                let step = session.exchange(&operation).step();
                assert!(matches!(step, Step::Send(_)));
            })
        });
    }
}

#[test]
fn signs_lists_of_values_with_linear_work() {
    let name = |number: usize| Text(format!("i-bp1{number:06}"));
    assert_signing_is_linear(|count| Page {
        names: (0..count).map(name).collect(),
        ..Page::default()
    });
}

#[test]
fn signs_lists_of_records_with_linear_work() {
    assert_signing_is_linear(|count| Page {
        tags: (0..count).map(Tag::numbered).collect(),
        ..Page::default()
    });
}

#[test]
fn signs_lists_written_as_json_with_linear_work() {
    assert_signing_is_linear(|count| Page {
        rules: (0..count).map(Tag::numbered).collect(),
        ..Page::default()
    });
}

#[test]
fn signs_untyped_parameters_with_linear_work() {
    let call = || Call::new("Ecs", "2014-05-26", "DescribeAny");
    assert_signing_is_linear(|count| {
        (0..count).fold(call(), |call, number| {
            call.parameter(format!("Id.{}", number + 1), format!("i-{number:06}"))
        })
    });
}
