//! A large reply, read by names and slots and by what serde derives for the same types.

use std::{hint::black_box, time::SystemTime};

use alicloud::{
    Reply,
    model::{Field, Record, Slot},
};
use serde::Deserialize;

use super::measure;

/// A type as the generator writes it, which serde can read as well.
macro_rules! record {
    ($name:ident { $($index:literal $field:ident: $type:ty = $wire:literal,)* }) => {
        #[derive(Debug, Default, PartialEq, Deserialize)]
        #[serde(default)]
        struct $name {
            $(#[serde(rename = $wire)] $field: $type,)*
        }

        impl Record for $name {
            #[inline]
            fn fields(&self) -> &'static [Field] {
                const { &[$(Field::new($wire)),*] }
            }
            #[inline]
            fn slot(&self, index: usize) -> Option<&dyn Slot> {
                match index {
                    $($index => Some(&self.$field),)*
                    _ => None,
                }
            }
            #[inline]
            fn slot_mut(&mut self, index: usize) -> Option<&mut dyn Slot> {
                match index {
                    $($index => Some(&mut self.$field),)*
                    _ => None,
                }
            }
        }
    };
}

record!(Page {
    0 request_id: Option<String> = "RequestId",
    1 total_count: Option<i64> = "TotalCount",
    2 instances: Option<Instances> = "Instances",
});

record!(Instances {
    0 instance: Vec<Instance> = "Instance",
});

record!(Instance {
    0 instance_id: Option<String> = "InstanceId",
    1 instance_name: Option<String> = "InstanceName",
    2 status: Option<String> = "Status",
    3 cpu: Option<i64> = "Cpu",
    4 memory: Option<i64> = "Memory",
    5 spot_price_limit: Option<f64> = "SpotPriceLimit",
    6 io_optimized: Option<bool> = "IoOptimized",
    7 creation_time: Option<String> = "CreationTime",
    8 security_group_ids: Option<SecurityGroupIds> = "SecurityGroupIds",
    9 tags: Option<Tags> = "Tags",
});

record!(SecurityGroupIds {
    0 security_group_id: Vec<String> = "SecurityGroupId",
});

record!(Tags {
    0 tag: Vec<Tag> = "Tag",
});

record!(Tag {
    0 key: Option<String> = "Key",
    1 value: Option<String> = "Value",
});

/// About 340 kB: 1,000 instances.
fn document() -> String {
    let instance = |number: usize| {
        format!(
            r#"{{"InstanceId":"i-bp1{number:06}abcdefgh","InstanceName":"web server {number}",
"Status":"Running","Cpu":4,"Memory":16384,"SpotPriceLimit":0.125,"IoOptimized":true,
"CreationTime":"2016-02-23T12:46Z","SecurityGroupIds":{{"SecurityGroupId":["sg-bp1{number:06}a","sg-bp1{number:06}b"]}},
"Tags":{{"Tag":[{{"Key":"environment","Value":"production"}},{{"Key":"team","Value":"web"}}]}}}}"#
        )
        .replace('\n', "")
    };
    let instances: Vec<String> = (0..1_000).map(instance).collect();
    format!(
        r#"{{"RequestId":"1450F2D7","TotalCount":1000,"Instances":{{"Instance":[{}]}}}}"#,
        instances.join(",")
    )
}

pub(super) fn by_slots(count: u32) {
    let document = document();
    measure(count, || {
        let reply = Reply::new(document.as_bytes(), SystemTime::UNIX_EPOCH).expect("JSON");
        let page: Page = black_box(reply).record().expect("a page");
        check(&page);
    });
}

pub(super) fn by_serde(count: u32) {
    let document = document();
    measure(count, || {
        let page: Page = serde_json::from_slice(black_box(document.as_bytes())).expect("a page");
        check(&page);
    });
}

fn check(page: &Page) {
    let instances = page.instances.as_ref().map(|list| list.instance.len());
    assert_eq!(instances, Some(1_000));
    black_box(page);
}
