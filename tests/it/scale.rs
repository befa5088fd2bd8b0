//! Tests that work and memory grow at most linearly with the number of parameters, records, calls
//! or tasks. The tests count allocations and accesses, so they don't depend on time.

mod renewal;
mod replies;
mod requests;
mod send_all;

use std::cell::Cell;

use alicloud::{
    Api, Draft, Methods, Operation, Product, Reply,
    error::DecodeError,
    model::{Field, Place, Record, Slot, Style, Target, View},
};

/// A large number of items.
const MANY: usize = 10_000;
/// A small number of items.
const FEW: usize = MANY / RATIO;
/// The ratio of the large and the small number. It is a power of two because lists and texts double
/// their capacity.
const RATIO: usize = 8;

/// The work and memory of a run.
#[derive(Debug)]
struct Work {
    allocations: u64,
    allocated_bytes: u64,
    most_bytes: u64,
    /// Calls of the methods of [`Record`] and [`Slot`].
    accesses: u64,
}

impl Work {
    fn of(run: impl FnOnce()) -> Self {
        let before = ACCESSES.get();
        let counted = allocation_counter::measure(run);
        Self {
            allocations: counted.count_total,
            allocated_bytes: counted.bytes_total,
            most_bytes: counted.bytes_max,
            accesses: ACCESSES.get() - before,
        }
    }

    fn figures(&self) -> [u64; 4] {
        [
            self.allocations,
            self.allocated_bytes,
            self.most_bytes,
            self.accesses,
        ]
    }
}

/// Checks that `RATIO * few` items take at most `RATIO` times the work of `few` items, plus a
/// quarter. The quarter is for longer numbers in names.
fn assert_linear(few: usize, work: impl Fn(usize) -> Work) {
    // The first run creates values that later runs reuse.
    work(few);
    let (less, more) = (work(few), work(RATIO * few));
    for (less, more_figure) in less.figures().into_iter().zip(more.figures()) {
        assert!(
            more_figure <= less * RATIO as u64 * 5 / 4,
            "{few} items: {less:?}, {RATIO} times as many: {more:?}"
        );
    }
}

thread_local! {
    static ACCESSES: Cell<u64> = const { Cell::new(0) };
}

fn count_access() {
    ACCESSES.set(ACCESSES.get() + 1);
}

/// A text that counts its accesses.
#[derive(Debug, Default)]
struct Text(String);

impl Slot for Text {
    fn view(&self) -> Option<View<'_>> {
        count_access();
        Some(View::Text(&self.0))
    }

    fn target(&mut self) -> Target<'_> {
        count_access();
        Target::Text(Place::Required(&mut self.0))
    }

    fn clear(&mut self) {
        count_access();
        self.0.clear();
    }
}

/// Defines a record that counts its accesses.
macro_rules! counting_record {
    ($name:ident { $($index:literal $field:ident: $type:ty = $wire:expr,)* }) => {
        #[derive(Debug, Default)]
        struct $name {
            $($field: $type,)*
        }

        impl Record for $name {
            fn fields(&self) -> &'static [Field] {
                count_access();
                const { &[$($wire),*] }
            }
            fn slot(&self, index: usize) -> Option<&dyn Slot> {
                count_access();
                match index {
                    $($index => Some(&self.$field),)*
                    _ => None,
                }
            }
            fn slot_mut(&mut self, index: usize) -> Option<&mut dyn Slot> {
                count_access();
                match index {
                    $($index => Some(&mut self.$field),)*
                    _ => None,
                }
            }
        }
    };
}

counting_record!(Tag {
    0 key: Text = Field::new("Key"),
    1 value: Text = Field::new("Value"),
});

counting_record!(Page {
    0 names: Vec<Text> = Field::new("Names"),
    1 tags: Vec<Tag> = Field::new("Tags"),
    2 rules: Vec<Tag> = Field::new("Rules").style(Style::Json),
});

impl Tag {
    fn numbered(number: usize) -> Self {
        Self {
            key: Text(format!("key-{number:06}")),
            value: Text(format!("a value: {number:06}")),
        }
    }
}

/// An operation whose input and output are the same type.
impl Operation for Page {
    type Output = Self;

    fn api(&self) -> &Api {
        static PRODUCT: Product = Product::new("Ecs", "2014-05-26");
        static API: Api = Api::new(&PRODUCT, "DescribeAny", Methods::GetOrPost).reads();
        &API
    }

    fn write(&self, draft: &mut Draft<'_>) {
        draft.record(self);
    }

    fn read(&self, reply: Reply<'_>) -> Result<Self, DecodeError> {
        reply.record()
    }
}
