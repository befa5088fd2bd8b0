//! Detects pagination by the names of parameters and fields.
//!
//! The vendor's specifications don't mark pagination, but few names are in use for the parameters
//! and fields of pagination. An operation has pagination by token if the request and the reply have
//! a pagination token. An operation has pagination by number if the request has a page number and a
//! page size, and the reply has a total. Pagination by number also requires that the number of the
//! first page is known.

use std::collections::HashSet;

use crate::product::{
    Field, Notes, NumberPaging, Operation, Paging, Record, RecordId, TokenPaging, Type,
};
use crate::spec::FirstPage;

const TOKEN: &[&str] = &["NextToken", "NextPageToken"];
const TOKEN_SIZE: &[&str] = &["MaxResults", "MaxResult", "PageSize", "Limit"];
pub(crate) const NUMBER: &[&str] = &[
    "PageNumber",
    "CurrentPage",
    "PageNum",
    "PageNo",
    "PageIndex",
    "Page",
];
const SIZE: &[&str] = &["PageSize", "ShowSize"];
/// The name of an integer parameter with the page size. Other fields of this name are not page
/// sizes.
const INTEGER_SIZE: &str = "Size";
const TOTAL: &[&str] = &[
    "TotalCount",
    "Total",
    "TotalRecordCount",
    "TotalItemCount",
    "TotalNum",
    "TotalNumber",
    "TotalRecords",
];
/// Names of totals with a lower priority than [`TOTAL`], because some of these fields count bytes.
const RARE_TOTAL: &[&str] = &["TotalSize", "TotalResults", "TotalItemNum", "TotalCnt"];

/// The maximum depth at which the list of items is searched.
const DEEPEST: usize = 64;

/// Returns the pagination of `operation`, if the operation has pagination.
pub(super) fn paging(operation: &Operation, records: &[Record]) -> Option<Paging> {
    let request = records.get(operation.request.0)?;
    let Type::Record(reply) = operation.reply else {
        return None;
    };
    let reply = Reply {
        records,
        root: records.get(reply.0)?,
    };
    let number = number(request, &reply);
    let token = token(request, &reply, number.as_ref());
    // The search for the list of items starts in the record that has the token or the total.
    let way = match (&token, &number) {
        (Some(token), _) => &token.next,
        (None, Some(number)) => &number.total,
        (None, None) => return None,
    };
    let (_, holder) = way.split_last()?;
    let items = reply.items(holder);
    Some(Paging {
        token,
        number,
        items,
    })
}

fn token(
    request: &Record,
    reply: &Reply<'_>,
    number: Option<&NumberPaging>,
) -> Option<TokenPaging> {
    let parameter = scalar(request, TOKEN)?;
    // The page size that a caller sets selects the kind of pagination. So the two kinds must not
    // share one parameter for the page size.
    let is_shared = |size: &&Field| number.is_some_and(|number| number.size == size.wire);
    let size = scalar(request, TOKEN_SIZE).filter(|size| !is_shared(size));
    Some(TokenPaging {
        parameter: parameter.wire.clone(),
        size: size.map(|size| size.wire.clone()),
        next: reply
            .scalar(&[&parameter.wire])
            .or_else(|| reply.scalar(TOKEN))?,
    })
}

fn number(request: &Record, reply: &Reply<'_>) -> Option<NumberPaging> {
    let parameter = scalar(request, NUMBER)?;
    let size = scalar(request, SIZE)
        .or_else(|| scalar(request, &[INTEGER_SIZE]).filter(|field| field.kind == Type::Integer))?;
    let total = reply.scalar(TOTAL).or_else(|| reply.scalar(RARE_TOTAL))?;
    let beside = |names: &[&str]| reply.beside(&total, names);
    Some(NumberPaging {
        parameter: parameter.wire.clone(),
        first: first(&parameter.notes)?,
        number_in_reply: beside(&[&parameter.wire]).or_else(|| beside(NUMBER)),
        size: size.wire.clone(),
        default_size: integer(size.notes.default.as_ref()).filter(|size| *size > 0),
        size_in_reply: beside(SIZE),
        total,
    })
}

/// Returns the number of the first page.
///
/// The result is `None` if the number may be 0 or 1, because a wrong guess would lose a page.
fn first(notes: &Notes) -> Option<i64> {
    match notes.first_page {
        Some(FirstPage::Number(number)) => return Some(number),
        Some(FirstPage::Unknown) => return None,
        None => {}
    }
    let least = integer(notes.minimum.as_ref())
        .map(|minimum| minimum.saturating_add(i64::from(notes.exclusive_minimum)));
    match (integer(notes.default.as_ref()), least) {
        (_, Some(1..)) => Some(1),
        (Some(0), _) => Some(0),
        (Some(_), _) => Some(1),
        (None, Some(0)) => None,
        (None, _) => Some(1),
    }
}

fn integer(note: Option<&String>) -> Option<i64> {
    note?.trim().parse().ok()
}

/// Finds the field of `record` with the first matching name in `names`. Case is ignored.
///
/// Only fields with a string or an integer match.
fn scalar<'a>(record: &'a Record, names: &[&str]) -> Option<&'a Field> {
    let of_name = |name: &&str| {
        let mut fields = record.fields.iter();
        fields.find(|field| {
            field.wire.eq_ignore_ascii_case(name)
                && matches!(field.kind, Type::Text | Type::Integer)
        })
    };
    names.iter().find_map(of_name)
}

/// The records of a reply, with helpers to find fields.
struct Reply<'a> {
    records: &'a [Record],
    root: &'a Record,
}

impl<'a> Reply<'a> {
    /// Finds the path to a scalar with one of these names.
    ///
    /// The scalar is in the outermost record, or else in exactly one of its nested records.
    fn scalar(&self, names: &[&str]) -> Option<Vec<String>> {
        if let Some(field) = scalar(self.root, names) {
            return Some(vec![field.wire.clone()]);
        }
        let mut inner = self.inner(self.root).filter_map(|(outer, record)| {
            Some(vec![
                outer.wire.clone(),
                scalar(record, names)?.wire.clone(),
            ])
        });
        let found = inner.next()?;
        inner.next().is_none().then_some(found)
    }

    /// Finds the path to a scalar with one of `names` in the same record as the field at `way`.
    fn beside(&self, way: &[String], names: &[&str]) -> Option<Vec<String>> {
        let (_, holder) = way.split_last()?;
        let field = scalar(self.at(holder)?, names)?;
        Some([holder, std::slice::from_ref(&field.wire)].concat())
    }

    /// Returns the record at the end of the path `way`.
    fn at(&self, way: &[String]) -> Option<&'a Record> {
        let mut record = self.root;
        for wire in way {
            record = self.inner(record).find(|(field, _)| field.wire == *wire)?.1;
        }
        Some(record)
    }

    /// Finds the path to the only list in the record at `holder`, or else in the whole reply.
    fn items(&self, holder: &[String]) -> Option<Vec<String>> {
        let mut lists = self.lists(holder)?;
        if lists.is_empty() {
            lists = self.lists(&[])?;
        }
        lists.pop().filter(|_| lists.is_empty())
    }

    /// Returns the paths to the lists in the record at `holder` and in its nested records.
    fn lists(&self, holder: &[String]) -> Option<Vec<Vec<String>>> {
        let mut ways = Vec::new();
        self.collect(self.at(holder)?, holder, &mut ways, &mut HashSet::new());
        Some(ways)
    }

    /// Adds the paths to the lists in `record`, and stops after the second list.
    ///
    /// `barren` contains the searched records without a list. The set avoids repeated searches of
    /// records that occur in many places.
    fn collect(
        &self,
        record: &'a Record,
        way: &[String],
        ways: &mut Vec<Vec<String>>,
        barren: &mut HashSet<Option<RecordId>>,
    ) {
        let to = |field: &Field| [way, std::slice::from_ref(&field.wire)].concat();
        let lists = record.fields.iter().filter(|field| is_list(field));
        ways.extend(lists.map(to));
        for (field, inner) in self.inner(record) {
            let id = field.kind.record();
            let before = ways.len();
            if before > 1 || way.len() > DEEPEST || barren.contains(&id) {
                continue;
            }
            self.collect(inner, &to(field), ways, barren);
            if ways.len() == before {
                barren.insert(id);
            }
        }
    }

    /// Returns the fields of record type in `record`, with their records. Recursive fields are left
    /// out.
    fn inner(&self, record: &'a Record) -> impl Iterator<Item = (&'a Field, &'a Record)> {
        let records = self.records;
        record
            .fields
            .iter()
            .filter_map(move |field| match field.kind {
                Type::Record(id) if !field.recursive => Some((field, records.get(id.0)?)),
                _ => None,
            })
    }
}

fn is_list(field: &Field) -> bool {
    matches!(field.kind, Type::List(_))
}
