//! Reading of XML into slots, with `quick-xml` as the parser.
//!
//! The mapping follows the vendor's replies: an element is a field, and a repeated element is a
//! list. Attributes are ignored.

use std::borrow::Cow;

use quick_xml::{
    Reader,
    escape::resolve_predefined_entity,
    events::{BytesRef, BytesStart, Event},
};

use super::{
    fields::{Fields, Names, Repeats, similar},
    json::utf8,
    path::Path,
    reader,
    scalar::Scalar,
};
use crate::{
    error::{DecodeError, DecodeProblem},
    model::{Field, FieldPlace, Record, Slot, Target, read::UnknownFields},
};
use serde_json::Value;

/// The maximum depth of elements, which is the depth limit of `serde_json`.
const MAX_DEPTH: usize = 128;

pub(crate) fn fill(text: &[u8], fields: &mut Fields<'_>) -> Result<(), DecodeError> {
    let mut document = Document::open(text, fields.names())?;
    document.root(fields.record())?;
    document.record(fields, &Path::ROOT, Content::Reply)?;
    document.end()
}

pub(crate) fn value(text: &[u8]) -> Result<Value, DecodeError> {
    let mut document = Document::open(text, Names::Lenient)?;
    document.first()?;
    let value = document.any(&Path::ROOT)?;
    match document.piece_of_markup()? {
        Piece::End => Ok(value),
        Piece::Text(_) => Err(document.syntax()),
        // The document has no root element. Its outermost elements are the content.
        Piece::Child(_) => Document::open(text, Names::Lenient)?.any(&Path::ROOT),
    }
}

/// A piece of an element's content.
enum Piece<'a> {
    /// A child's start tag.
    Child(BytesStart<'a>),
    Text(Cow<'a, str>),
    /// The end of the element, or of the document.
    End,
}

/// The kind of element whose content a record is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    /// The root element, or the whole document.
    Reply,
    /// The element of a field.
    Field,
    /// An element that is an item of a list.
    Item,
    /// An element that is an entry of a map.
    Entry,
}

struct Document<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    names: Names,
    depth: usize,
    peeked: Option<Piece<'a>>,
}

impl<'a> Document<'a> {
    fn open(text: &'a [u8], names: Names) -> Result<Self, DecodeError> {
        let text = utf8(text)?;
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Ok(Self {
            text,
            reader,
            names,
            depth: 0,
            peeked: None,
        })
    }

    /// Enters the first element.
    fn first(&mut self) -> Result<BytesStart<'a>, DecodeError> {
        match self.piece_of_markup()? {
            Piece::Child(start) => Ok(start),
            Piece::Text(_) | Piece::End => Err(self.syntax()),
        }
    }

    /// Enters the root element. The element's name is not checked, because products misspell it.
    ///
    /// Some documents have no root element and begin with the first field of `reply`.
    fn root(&mut self, reply: &mut dyn Record) -> Result<(), DecodeError> {
        let start = self.first()?;
        let name = name(&start);
        let first = First::of(reply, name);
        // Most documents have a root element that ends last and isn't a field of the reply. Other
        // documents are read twice.
        if (first.content.is_some() || self.ends_with_another(name))
            && !Self::open(self.text.as_bytes(), self.names)?.has_root(&first)?
        {
            self.peeked = Some(Piece::Child(start));
        }
        Ok(())
    }

    /// Returns whether the document has a root element.
    ///
    /// Several outermost elements are fields of the reply if one of them has the name of a field. A
    /// single outermost element is the root element unless it has the name of a field.
    ///
    /// An element with the name of a field is judged by its children. The element is the field if
    /// none of its children is a field of the reply, or if more of its children are fields of the
    /// field's object. If the numbers are equal, the element is the root element, because servers
    /// send a root element.
    fn has_root(self, first: &First) -> Result<bool, DecodeError> {
        let (mut outermost, mut fields) = (0_usize, 0_usize);
        let (mut of_reply, mut of_content) = (0_usize, 0_usize);
        self.elements(|depth, name| match depth {
            1 => {
                outermost += 1;
                fields += usize::from(similar(first.reply, name).is_some());
            }
            2 => {
                of_reply += usize::from(similar(first.reply, name).is_some());
                of_content +=
                    usize::from(similar(first.content.unwrap_or_default(), name).is_some());
            }
            _ => {}
        })?;
        Ok(match outermost {
            1 => first.content.is_none() || (of_reply > 0 && of_reply >= of_content),
            _ => fields == 0,
        })
    }

    /// Calls `each` with the depth and the name of every element. An outermost element has depth 1.
    fn elements(mut self, mut each: impl FnMut(usize, &str)) -> Result<(), DecodeError> {
        loop {
            let outside = self.depth == 0;
            match self.piece()? {
                Piece::Child(start) => each(self.depth, name(&start)),
                Piece::End if outside => return Ok(()),
                Piece::End | Piece::Text(_) => {}
            }
        }
    }

    /// Returns whether the last end tag of the document seems to belong to another element than
    /// `name`.
    fn ends_with_another(&self, name: &str) -> bool {
        let tag = self.text.trim_ascii_end().strip_suffix('>');
        let last = tag.and_then(|text| text.rsplit_once("</"));
        last.is_none_or(|(_, last)| {
            let last = last.trim_ascii_end();
            last.rsplit_once(':').map_or(last, |(_, local)| local) != name
        })
    }

    /// Checks that nothing follows the root element.
    fn end(&mut self) -> Result<(), DecodeError> {
        match self.piece_of_markup()? {
            Piece::End => Ok(()),
            Piece::Text(_) | Piece::Child(_) => Err(self.syntax()),
        }
    }

    /// Returns the next piece that isn't blank text.
    fn piece_of_markup(&mut self) -> Result<Piece<'a>, DecodeError> {
        loop {
            match self.piece()? {
                Piece::Text(text) if is_blank(&text) => {}
                piece => return Ok(piece),
            }
        }
    }

    /// Reads the content of the current element into its record. Returns `false` if the element is
    /// empty and doesn't stand for a record.
    fn record(
        &mut self,
        fields: &mut Fields<'_>,
        path: &Path<'_>,
        content: Content,
    ) -> Result<bool, DecodeError> {
        let (mut is_known, mut unknown) = (false, None);
        loop {
            let start = match self.piece_of_markup()? {
                Piece::Child(start) => start,
                Piece::Text(_) => return Err(kind(path, "an object", "text")),
                Piece::End => break,
            };
            // Field names have no colon, so a prefix is removed if no field has the whole name.
            let name = start.name().into_inner();
            let local = || name.split_once(':').map(|(_, local)| local);
            let Some(field) = fields.find(name).or_else(|| fields.find(local()?)) else {
                self.skip()?;
                unknown.get_or_insert(start);
                continue;
            };
            is_known = true;
            let path = path.name(field.name());
            let place = fields.open(Repeats::AreItems);
            match place.map_err(|problem| DecodeError::new(path.to_string(), problem))? {
                Some(mut place) => {
                    let filled = self.slot(place.slot(), &path)?;
                    fields.close(filled);
                }
                None => self.skip()?,
            }
        }
        match (content, unknown) {
            // Without this error, the element would become an item without values, and its content
            // would be lost.
            (Content::Item | Content::Entry, Some(unknown)) if !is_known => {
                let problem = DecodeProblem::Unknown { nearest: None };
                return Err(DecodeError::new(
                    path.name(name(&unknown)).to_string(),
                    problem,
                ));
            }
            (Content::Item, None) if !is_known => return Ok(false),
            (Content::Field | Content::Entry, None) if !is_known && fields.requires_any() => {
                return Ok(false);
            }
            _ => {}
        }
        match fields.finish(path.is_root()) {
            Ok(()) => Ok(true),
            Err((name, problem)) => Err(DecodeError::new(path.name(name).to_string(), problem)),
        }
    }

    /// Reads the content of the current element into `slot`. Returns whether the element had a
    /// value.
    fn slot(&mut self, slot: &mut dyn Slot, path: &Path<'_>) -> Result<bool, DecodeError> {
        self.slot_of(Content::Field, slot, path)
    }

    fn slot_of(
        &mut self,
        content: Content,
        slot: &mut dyn Slot,
        path: &Path<'_>,
    ) -> Result<bool, DecodeError> {
        match slot.target() {
            Target::Record(record) => {
                let mut fields = Fields::new(record, self.names);
                let filled = self.record(&mut fields, path, content)?;
                if !filled {
                    slot.clear();
                }
                Ok(filled)
            }
            Target::List(list) => {
                // An empty element adds no item, so a single empty element is an empty list.
                if self.is_empty_element()? {
                    return Ok(true);
                }
                if list.is_empty() && self.is_bracket_next() {
                    return self.list_in_text(slot, path);
                }
                let path = path.index(list.len());
                if !self.slot_of(Content::Item, list.push(), &path)? {
                    list.pop();
                }
                Ok(content != Content::Item || !list.is_empty())
            }
            Target::Map(map) => loop {
                match self.piece_of_markup()? {
                    Piece::Child(start) => {
                        let key = name(&start);
                        let path = path.name(key);
                        let Some(slot) = map.insert(key) else {
                            return Err(DecodeError::new(
                                path.to_string(),
                                DecodeProblem::Duplicate,
                            ));
                        };
                        if !self.slot_of(Content::Entry, slot, &path)? {
                            map.remove(key);
                        }
                    }
                    Piece::Text(_) => return Err(kind(path, "a map", "text")),
                    Piece::End => return Ok(true),
                }
            },
            Target::Any(place) => {
                place.put(self.any(path)?);
                Ok(true)
            }
            scalar => {
                let text = self.scalar_text(&scalar, path)?;
                Scalar::Text(&text)
                    .put(scalar)
                    .map_err(|problem| DecodeError::new(path.to_string(), problem))
            }
        }
    }

    /// Fills a list from an element that contains either the list's JSON text or one item.
    fn list_in_text(&mut self, slot: &mut dyn Slot, path: &Path<'_>) -> Result<bool, DecodeError> {
        let text = self.scalar_text(&slot.target(), path)?;
        let mut reader = reader::Reader::new(self.names, UnknownFields::Ignore);
        if reader.list_in_text(&text, slot, path) {
            return Ok(true);
        }
        let Target::List(list) = slot.target() else {
            return Ok(false);
        };
        let item = Scalar::Text(&text).put(list.push().target());
        item.map_err(|problem| DecodeError::new(path.index(0).to_string(), problem))
    }

    /// Returns whether the content of the current element begins like a JSON list.
    fn is_bracket_next(&self) -> bool {
        matches!(&self.peeked, Some(Piece::Text(text)) if text.trim_ascii_start().starts_with('['))
    }

    fn scalar_text(
        &mut self,
        target: &Target<'_>,
        path: &Path<'_>,
    ) -> Result<Cow<'a, str>, DecodeError> {
        let mut out = Cow::default();
        loop {
            match self.piece()? {
                Piece::Text(text) => out += text,
                Piece::Child(_) => return Err(kind(path, target.expects(), "an object")),
                Piece::End => return Ok(out),
            }
        }
    }

    /// Reads the content of the current element: its children if it has any, otherwise its text.
    fn any(&mut self, path: &Path<'_>) -> Result<Value, DecodeError> {
        let mut object = serde_json::Map::new();
        let mut out = Cow::default();
        // Each piece of text is examined once, because examining all text after each child would
        // take quadratic time.
        let mut is_text = false;
        loop {
            match self.piece()? {
                Piece::Text(text) => {
                    is_text |= !is_blank(&text);
                    out += text;
                }
                Piece::End if object.is_empty() => return Ok(out.into()),
                Piece::End => return Ok(object.into()),
                Piece::Child(start) => {
                    // Whitespace between elements has no meaning.
                    out = Cow::default();
                    let name = name(&start);
                    let value = self.any(&path.name(name))?;
                    match object.get_mut(name) {
                        None => {
                            object.insert(name.to_owned(), value);
                        }
                        Some(Value::Array(items)) => items.push(value),
                        Some(first) => *first = vec![first.take(), value].into(),
                    }
                }
            }
            if is_text && !object.is_empty() {
                return Err(kind(path, "text or elements", "both"));
            }
        }
    }

    /// Skips the content of the current element.
    fn skip(&mut self) -> Result<(), DecodeError> {
        let outside = self.depth - 1;
        while self.depth > outside {
            self.piece()?;
        }
        Ok(())
    }

    /// Returns whether the current element has no content. The reader leaves an empty element.
    fn is_empty_element(&mut self) -> Result<bool, DecodeError> {
        let piece = self.piece()?;
        let empty = matches!(piece, Piece::End);
        if !empty {
            self.peeked = Some(piece);
        }
        Ok(empty)
    }

    fn piece(&mut self) -> Result<Piece<'a>, DecodeError> {
        if let Some(piece) = self.peeked.take() {
            return Ok(piece);
        }
        loop {
            let event = self.reader.read_event().map_err(|_| self.syntax())?;
            return Ok(match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Err(DecodeError::new("", DecodeProblem::TooDeep));
                    }
                    Piece::Child(start)
                }
                Event::End(_) => {
                    self.depth -= 1;
                    Piece::End
                }
                // The document is truncated if an element is still open at the end.
                Event::Eof if self.depth > 0 => return Err(self.syntax()),
                Event::Eof => Piece::End,
                Event::Text(text) => Piece::Text(text.xml10_content()),
                Event::CData(text) => Piece::Text(text.xml10_content()),
                Event::GeneralRef(reference) => Piece::Text(self.resolve(&reference)?),
                Event::DocType(_) => return Err(DecodeError::new("", DecodeProblem::DocumentType)),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            });
        }
    }

    /// Resolves a numeric character reference or one of XML's five predefined entities. Other
    /// entities need a document type, which is refused.
    fn resolve(&self, reference: &BytesRef<'_>) -> Result<Cow<'a, str>, DecodeError> {
        match reference.resolve_char_ref() {
            Ok(Some(character)) => Ok(character.to_string().into()),
            Ok(None) => resolve_predefined_entity(&reference.xml10_content())
                .map(Cow::Borrowed)
                .ok_or_else(|| self.syntax()),
            Err(_) => Err(self.syntax()),
        }
    }

    /// Returns a syntax error at the reader's current position.
    fn syntax(&self) -> DecodeError {
        let position = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        let before = self
            .text
            .as_bytes()
            .get(..position)
            .unwrap_or(self.text.as_bytes());
        let line_start = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        let problem = DecodeProblem::Syntax {
            line: 1 + before.iter().filter(|byte| **byte == b'\n').count(),
            column: 1 + before.len() - line_start,
        };
        DecodeError::new("", problem)
    }
}

/// The possible fields inside the first element of a document.
struct First {
    /// The fields of the reply.
    reply: &'static [Field],
    /// The fields of the element's content if the element has the name of a field of the reply.
    content: Option<&'static [Field]>,
}

impl First {
    fn of(reply: &mut dyn Record, name: &str) -> Self {
        let fields = reply.fields();
        let index = fields.iter().position(|field| field.name() == name);
        let place = index.and_then(|index| {
            let fields = reply.fields();
            FieldPlace::of(reply, fields, index)
        });
        Self {
            reply: fields,
            content: place.map(|mut place| content_fields(place.slot())),
        }
    }
}

/// Returns the fields of a slot for a record or for a list of records, and no fields for other
/// slots. Clears the slot.
fn content_fields(slot: &mut dyn Slot) -> &'static [Field] {
    let fields = match slot.target() {
        Target::Record(record) => record.fields(),
        Target::List(list) => content_fields(list.push()),
        _ => &[],
    };
    slot.clear();
    fields
}

/// Returns the element's name without a prefix.
fn name<'a>(start: &'a BytesStart<'_>) -> &'a str {
    start.local_name().into_inner()
}

fn is_blank(text: &str) -> bool {
    #[cfg(test)]
    tests::examined(text.len());
    text.trim().is_empty()
}

fn kind(path: &Path<'_>, expected: &'static str, found: &'static str) -> DecodeError {
    DecodeError::new(path.to_string(), DecodeProblem::Kind { expected, found })
}

#[cfg(test)]
mod tests;
