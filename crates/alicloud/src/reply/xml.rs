//! XML into slots. `quick-xml` parses; the mapping is that of the vendor's replies: an element is
//! a field, a repeated element is a list, and there are no attributes.

use std::borrow::Cow;

use quick_xml::{
    Reader,
    escape::resolve_predefined_entity,
    events::{BytesRef, Event},
};

use super::{
    fields::{Fields, Found, Names, Repeats},
    json::utf8,
    path::Path,
    scalar::Scalar,
    visit,
};
use crate::{
    DecodeError, DecodeProblem, Value,
    model::{Record, Slot, Target, UnknownFields},
};

/// As deep as `serde_json` goes.
const MAX_DEPTH: usize = 128;

pub(super) fn fill(
    text: &[u8],
    record: &mut dyn Record,
    names: Names,
) -> (bool, Result<(), DecodeError>) {
    let mut own = false;
    let read = Document::open(text, names).and_then(|mut document| {
        let is_field = |root: &str| {
            let found = Fields::new(&mut *record, names).find(root);
            found.is_some_and(Found::is_exact)
        };
        document.root(is_field)?;
        document.record(record, &Path::ROOT, &mut own)?;
        document.end()
    });
    (own, read)
}

pub(super) fn value(text: &[u8]) -> Result<Value, DecodeError> {
    let mut document = Document::open(text, Names::Lenient)?;
    document.root(|_| false)?;
    let value = document.any(&Path::ROOT)?;
    document.end()?;
    Ok(value)
}

/// What the content of an element consists of.
enum Piece<'a> {
    /// A child's start tag.
    Child(String),
    Text(Cow<'a, str>),
    /// The end of the element, or of the document.
    End,
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

    /// Enters the root element, whatever it is called: products misspell it.
    ///
    /// Some documents have none, and begin with the first field. That is so if the first element
    /// is called like a field, or isn't the one that the document ends with.
    fn root(&mut self, is_field: impl FnOnce(&str) -> bool) -> Result<(), DecodeError> {
        match self.piece_of_markup()? {
            Piece::Child(name) => {
                if is_field(&name) || self.ends_with_another(&name) {
                    self.peeked = Some(Piece::Child(name));
                }
                Ok(())
            }
            Piece::Text(_) | Piece::End => Err(self.syntax()),
        }
    }

    /// Whether the document ends with the end tag of another element than `name`.
    fn ends_with_another(&self, name: &str) -> bool {
        let tag = self.text.trim_ascii_end().strip_suffix('>');
        let last = tag.and_then(|text| text.rsplit_once("</"));
        last.is_some_and(|(_, last)| {
            let last = last.trim_ascii_end();
            let last = last.rsplit_once(':').map_or(last, |(_, local)| local);
            let is_name = |c: char| c.is_alphanumeric() || "_-.".contains(c);
            last.chars().all(is_name) && last != name
        })
    }

    /// Holds that nothing follows the root element.
    fn end(&mut self) -> Result<(), DecodeError> {
        match self.piece_of_markup()? {
            Piece::End => Ok(()),
            Piece::Text(_) | Piece::Child(_) => Err(self.syntax()),
        }
    }

    /// The next piece that isn't blank text.
    fn piece_of_markup(&mut self) -> Result<Piece<'a>, DecodeError> {
        loop {
            match self.piece()? {
                Piece::Text(text) if is_blank(&text) => {}
                piece => return Ok(piece),
            }
        }
    }

    /// Reads the content of the element just entered into `record`; `false` if there is none, and
    /// the record is one that can't be empty.
    fn record(
        &mut self,
        record: &mut dyn Record,
        path: &Path<'_>,
        own: &mut bool,
    ) -> Result<bool, DecodeError> {
        let mut is_empty = true;
        let mut fields = Fields::new(record, self.names);
        loop {
            let name = match self.piece_of_markup()? {
                Piece::Child(name) => name,
                Piece::Text(_) => return Err(kind(path, "an object", "text")),
                Piece::End if is_empty && !path.is_root() && fields.requires_any() => {
                    return Ok(false);
                }
                Piece::End => break,
            };
            is_empty = false;
            let Some(found) = fields.find(&name) else {
                self.skip()?;
                continue;
            };
            // A value that can't be read is there all the same, so this comes before the reading.
            *own |= fields.is_own(found);
            let path = path.name(fields.name(found.index));
            let slot = fields.open(found, Repeats::AreItems);
            let filled =
                match slot.map_err(|problem| DecodeError::new(path.to_string(), problem))? {
                    Some(slot) => self.slot(slot, &path)?,
                    None => {
                        self.skip()?;
                        false
                    }
                };
            fields.close(found, filled);
        }
        fields.finish(path).map(|()| true)
    }

    /// Reads the content of the element just entered into `slot`, and says whether there was any
    /// value in it.
    fn slot(&mut self, slot: &mut dyn Slot, path: &Path<'_>) -> Result<bool, DecodeError> {
        match slot.target() {
            Target::Record(record) => {
                let filled = self.record(record, path, &mut false)?;
                if !filled {
                    slot.clear();
                }
                Ok(filled)
            }
            Target::List(list) => {
                // One empty element is how a list without items looks.
                if self.is_empty_element()? {
                    return Ok(true);
                }
                if list.is_empty() && self.is_bracket_next() {
                    return self.list_in_text(slot, path);
                }
                let path = path.index(list.len());
                if !self.slot(list.push(), &path)? {
                    list.pop();
                }
                Ok(true)
            }
            Target::Map(map) => loop {
                match self.piece_of_markup()? {
                    Piece::Child(key) => {
                        let path = path.name(&key);
                        let Some(slot) = map.insert(&key) else {
                            return Err(DecodeError::new(
                                path.to_string(),
                                DecodeProblem::Duplicate,
                            ));
                        };
                        if !self.slot(slot, &path)? {
                            map.remove(&key);
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

    /// Fills a list from an element that may hold its JSON text, or else one item.
    fn list_in_text(&mut self, slot: &mut dyn Slot, path: &Path<'_>) -> Result<bool, DecodeError> {
        let text = self.scalar_text(&slot.target(), path)?;
        let reader = visit::Reader::new(self.names, UnknownFields::Ignore);
        if reader.list_in_text(&text, slot, path) {
            return Ok(true);
        }
        let Target::List(list) = slot.target() else {
            return Ok(false);
        };
        let item = Scalar::Text(&text).put(list.push().target());
        item.map_err(|problem| DecodeError::new(path.index(0).to_string(), problem))
    }

    /// Whether the content of an element begins like a list of JSON.
    fn is_bracket_next(&self) -> bool {
        matches!(&self.peeked, Some(Piece::Text(text)) if text.trim_ascii_start().starts_with('['))
    }

    fn scalar_text(&mut self, target: &Target<'_>, path: &Path<'_>) -> Result<String, DecodeError> {
        let mut out = String::new();
        loop {
            match self.piece()? {
                Piece::Text(text) => out.push_str(&text),
                Piece::Child(_) => return Err(kind(path, target.expects(), "an object")),
                Piece::End => return Ok(out),
            }
        }
    }

    /// Reads the content of the element just entered: its children if there are any, else its
    /// text.
    fn any(&mut self, path: &Path<'_>) -> Result<Value, DecodeError> {
        let mut object = serde_json::Map::new();
        let mut out = String::new();
        loop {
            if !object.is_empty() && !is_blank(&out) {
                return Err(kind(path, "text or elements", "both"));
            }
            match self.piece()? {
                Piece::Text(text) => out.push_str(&text),
                Piece::End if object.is_empty() => return Ok(out.into()),
                Piece::End => return Ok(object.into()),
                Piece::Child(name) => {
                    let value = self.any(&path.name(&name))?;
                    match object.get_mut(&name) {
                        None => {
                            object.insert(name, value);
                        }
                        Some(Value::Array(items)) => items.push(value),
                        Some(first) => *first = vec![first.take(), value].into(),
                    }
                }
            }
        }
    }

    /// Passes over the content of the element just entered.
    fn skip(&mut self) -> Result<(), DecodeError> {
        let outside = self.depth - 1;
        while self.depth > outside {
            self.piece()?;
        }
        Ok(())
    }

    /// Whether the element just entered has no content; if so, it is left.
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
                    Piece::Child(start.local_name().as_ref().to_owned())
                }
                Event::End(_) => {
                    self.depth -= 1;
                    Piece::End
                }
                // At the end of a text that is cut off, elements are still open.
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

    /// The five entities of XML itself and numbered characters; there are no others without a
    /// document type.
    fn resolve(&self, reference: &BytesRef<'_>) -> Result<Cow<'a, str>, DecodeError> {
        match reference.resolve_char_ref() {
            Ok(Some(character)) => Ok(character.to_string().into()),
            Ok(None) => resolve_predefined_entity(&reference.xml10_content())
                .map(Cow::Borrowed)
                .ok_or_else(|| self.syntax()),
            Err(_) => Err(self.syntax()),
        }
    }

    /// The problem at the place up to which the reader came.
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

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

fn kind(path: &Path<'_>, expected: &'static str, found: &'static str) -> DecodeError {
    DecodeError::new(path.to_string(), DecodeProblem::Kind { expected, found })
}
