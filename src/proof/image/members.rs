//! The members of a tar archive, one after the other, from a stream.
//!
//! Ustar, GNU and PAX: long names, sizes and owners beyond octal, extended attributes. The `tar` crate reads the headers,
//! and no more than that: it ends the value of a PAX record at the first line feed, and an extended attribute
//! (`security.capability`) may have that byte in it.

use std::io::{self, Read};
use tar::{EntryType, GnuExtSparseHeader, Header};

/// Contents and headers fill whole blocks of so many bytes.
const BLOCK: u64 = 512;
/// What describes a member is no longer than that, in bytes: attributes have at most 64 KiB each.
const LONGEST_DESCRIPTION: u64 = 16 << 20;

/// An archive that is being read.
pub(super) struct Members<'r> {
    archive: &'r mut dyn Read,
    /// How much of the present member was not read yet, in bytes.
    content: u64,
    /// What follows it, up to the next header, in bytes.
    padding: u64,
    is_closed: bool,
}

/// A member, positioned at its content, which it reads.
pub(super) struct Member<'m, 'r> {
    /// Its header, with the owner that its records name.
    pub(super) header: Header,
    /// Its name, as the archive has it.
    pub(super) path: Vec<u8>,
    /// Where a link points.
    pub(super) target: Option<Vec<u8>>,
    /// How long its content is in the archive, in bytes.
    pub(super) size: u64,
    /// Its PAX records.
    pub(super) records: Vec<(Vec<u8>, Vec<u8>)>,
    members: &'m mut Members<'r>,
}

/// What stands before a member and belongs to it.
#[derive(Default)]
struct Description {
    path: Option<Vec<u8>>,
    target: Option<Vec<u8>>,
    records: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Read for Member<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let room = usize::try_from(self.members.content).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.members.archive.read(&mut buffer[..room])?;
        if read == 0 && room > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.members.content -= read as u64;
        Ok(read)
    }
}

impl<'r> Members<'r> {
    /// Those of that archive.
    pub(super) fn of(archive: &'r mut dyn Read) -> Self {
        Self { archive, content: 0, padding: 0, is_closed: false }
    }

    /// The next one; `None` after the last. What was not read of the one before is skipped.
    ///
    /// # Errors
    ///
    /// What is no archive, and one that is cut off within a member.
    pub(super) fn next(&mut self) -> io::Result<Option<Member<'_, 'r>>> {
        let mut before = Description::default();
        loop {
            let Some(mut header) = self.header()? else { return Ok(None) };
            let kind = header.entry_type();
            let size = number(&before.records, b"size")?.filter(|_| !is_description(kind));
            let size = size.map_or_else(|| header.entry_size(), Ok)?;
            self.content = size;
            self.padding = size.wrapping_neg() % BLOCK;
            if is_description(kind) {
                self.describe(kind, &mut before)?;
                continue;
            }
            if kind.is_gnu_sparse() {
                self.skip_sparse_map(&header)?;
            }
            if let Some(uid) = number(&before.records, b"uid")? {
                header.set_uid(uid);
            }
            if let Some(gid) = number(&before.records, b"gid")? {
                header.set_gid(gid);
            }
            let Description { path, target, records } = before;
            let path = text(&records, b"path").or(path);
            let path = path.unwrap_or_else(|| header.path_bytes().into_owned());
            let target = text(&records, b"linkpath").or(target);
            let target = target.or_else(|| header.link_name_bytes().map(|it| it.into_owned()));
            return Ok(Some(Member { header, path, target, size, records, members: self }));
        }
    }

    /// Reads to the end, and whether the archive says itself that it is over: one that was cut off between two members
    /// does not.
    pub(super) fn finish(mut self) -> io::Result<bool> {
        self.skip()?;
        // An engine whose output nobody takes fails.
        io::copy(self.archive, &mut io::sink())?;
        Ok(self.is_closed)
    }

    fn skip(&mut self) -> io::Result<()> {
        let rest = self.content.saturating_add(self.padding);
        (self.content, self.padding) = (0, 0);
        let skipped = io::copy(&mut (&mut *self.archive).take(rest), &mut io::sink())?;
        if skipped == rest { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    fn header(&mut self) -> io::Result<Option<Header>> {
        self.skip()?;
        let mut header = Header::new_old();
        let bytes = header.as_mut_bytes();
        if self.is_closed || !fill(self.archive, bytes)? {
            return Ok(None);
        }
        if bytes.iter().all(|byte| *byte == 0) {
            self.is_closed = true;
            return Ok(None);
        }
        // The checksum counts as blanks in itself.
        let sum = |bytes: &[u8]| bytes.iter().map(|byte| u32::from(*byte)).sum::<u32>();
        let found = sum(&bytes[..148]) + 8 * u32::from(b' ') + sum(&bytes[156..]);
        if header.cksum().ok() != Some(found) {
            return Err(invalid("the checksum of a header is wrong"));
        }
        Ok(Some(header))
    }

    fn describe(&mut self, kind: EntryType, description: &mut Description) -> io::Result<()> {
        if self.content > LONGEST_DESCRIPTION {
            return Err(invalid("what describes a member is too long"));
        }
        let mut text = vec![0; usize::try_from(self.content).unwrap_or_default()];
        self.archive.read_exact(&mut text)?;
        self.content = 0;
        match kind {
            EntryType::XHeader => description.records = records(&text)?,
            EntryType::GNULongName => description.path = Some(up_to_nul(&text)),
            EntryType::GNULongLink => description.target = Some(up_to_nul(&text)),
            // What holds for all members says nothing about files.
            _ => {}
        }
        Ok(())
    }

    /// GNU's map of a file with holes goes on in blocks of its own, before the content.
    fn skip_sparse_map(&mut self, header: &Header) -> io::Result<()> {
        let mut goes_on = header.as_gnu().is_some_and(|header| header.is_extended());
        while goes_on {
            let mut more = GnuExtSparseHeader::new();
            self.archive.read_exact(more.as_mut_bytes())?;
            goes_on = more.is_extended();
        }
        Ok(())
    }
}

fn is_description(kind: EntryType) -> bool {
    kind.is_pax_local_extensions()
        || kind.is_pax_global_extensions()
        || kind.is_gnu_longname()
        || kind.is_gnu_longlink()
}

/// The records of a PAX header, each `LENGTH KEY=VALUE` and a line feed; the length is that of all of it.
fn records(mut text: &[u8]) -> io::Result<Vec<(Vec<u8>, Vec<u8>)>> {
    let mut records = Vec::new();
    while !text.is_empty() {
        let (record, rest) = record(text).ok_or_else(|| invalid("a PAX record is malformed"))?;
        records.push(record);
        text = rest;
    }
    Ok(records)
}

/// A key with its value, and what follows.
type Record<'t> = ((Vec<u8>, Vec<u8>), &'t [u8]);

fn record(text: &[u8]) -> Option<Record<'_>> {
    let blank = text.iter().position(|byte| *byte == b' ')?;
    let length: usize = std::str::from_utf8(&text[..blank]).ok()?.parse().ok()?;
    let body = text.get(blank + 1..length)?.strip_suffix(b"\n")?;
    let equals = body.iter().position(|byte| *byte == b'=')?;
    Some(((body[..equals].to_vec(), body[equals + 1..].to_vec()), &text[length..]))
}

/// The value of a key; an empty one says that there is none.
fn text(records: &[(Vec<u8>, Vec<u8>)], key: &[u8]) -> Option<Vec<u8>> {
    let value = records.iter().rev().find(|(known, _)| known == key).map(|(_, value)| value);
    value.filter(|value| !value.is_empty()).cloned()
}

fn number(records: &[(Vec<u8>, Vec<u8>)], key: &[u8]) -> io::Result<Option<u64>> {
    let Some(value) = text(records, key) else { return Ok(None) };
    let number = std::str::from_utf8(&value).ok().and_then(|value| value.parse().ok());
    number.map(Some).ok_or_else(|| invalid("a number in a PAX record is malformed"))
}

fn up_to_nul(text: &[u8]) -> Vec<u8> {
    text.split(|byte| *byte == 0).next().unwrap_or_default().to_vec()
}

/// Fills a block; `false` when there is nothing more at all.
fn fill(from: &mut dyn Read, block: &mut [u8]) -> io::Result<bool> {
    let mut filled = 0;
    while filled < block.len() {
        match from.read(&mut block[filled..]) {
            Ok(0) if filled == 0 => return Ok(false),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}

fn invalid(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One member a line, `kind path size`, and how it ends.
    fn listed(archive: &[u8]) -> String {
        let mut archive = archive;
        let mut members = Members::of(&mut archive);
        let mut text = String::new();
        loop {
            match members.next() {
                Ok(Some(member)) => {
                    let path = String::from_utf8_lossy(&member.path).into_owned();
                    let kind = char::from(member.header.entry_type().as_byte());
                    text.push_str(&format!("{kind} {path} {}\n", member.size));
                }
                Ok(None) => break,
                Err(error) => return text + &error.to_string(),
            }
        }
        let end = members.finish().map(|is_closed| if is_closed { "whole" } else { "cut off" });
        text + end.unwrap_or("unreadable")
    }

    fn header(kind: EntryType, path: &str, size: u64) -> Vec<u8> {
        let mut header = Header::new_ustar();
        header.set_entry_type(kind);
        header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
        header.set_size(size);
        header.set_cksum();
        header.as_bytes().to_vec()
    }

    fn member(kind: EntryType, path: &str, content: &[u8]) -> Vec<u8> {
        let mut bytes = header(kind, path, content.len() as u64);
        bytes.extend(content);
        bytes.resize(bytes.len().next_multiple_of(512), 0);
        bytes
    }

    fn end() -> Vec<u8> {
        vec![0; 1024]
    }

    #[test]
    fn values_of_records_end_where_their_length_says() {
        for (text, expected) in [
            ("8 a=b\nc\n", "a=b\\nc"),
            ("6 a=b\n6 c=d\n", "a=b, c=d"),
            ("8 a=\n\n\n\n5 b=\n", "a=\\n\\n\\n, b="),
            ("8 a=b=c\n", "a=b=c"),
            ("7 a=b\n", "a PAX record is malformed"),
            ("5 a=b\n", "a PAX record is malformed"),
            ("99 a=b\n", "a PAX record is malformed"),
            ("2 a=b\n", "a PAX record is malformed"),
            ("a=b\n", "a PAX record is malformed"),
            ("6 a-b\n", "a PAX record is malformed"),
        ] {
            let shown = match records(text.as_bytes()) {
                Ok(all) => {
                    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace('\n', "\\n");
                    let one = |(key, value): &(Vec<u8>, Vec<u8>)| text(key) + "=" + &text(value);
                    all.iter().map(one).collect::<Vec<_>>().join(", ")
                }
                Err(error) => error.to_string(),
            };
            assert_eq!(shown, expected, "{text:?}");
        }
    }

    #[test]
    fn what_stands_before_a_member_describes_it() {
        let archive = [
            member(EntryType::XGlobalHeader, "g", b"17 comment=whole\n"),
            member(EntryType::XHeader, "x", b"13 path=long\n10 size=3\n"),
            // Beyond octal, the header has another size than the record.
            header(EntryType::Regular, "short", 0),
            [b"abc".to_vec(), vec![0; 509]].concat(),
            member(EntryType::GNULongName, "././@LongLink", b"longer\0"),
            member(EntryType::Directory, "short", b""),
            member(EntryType::Regular, "plain", &[b'x'; 513]),
            end(),
        ]
        .concat();
        assert_eq!(listed(&archive), "0 long 3\n5 longer 0\n0 plain 513\nwhole");
    }

    #[test]
    fn a_map_of_holes_is_not_taken_for_content() {
        let mut header = Header::new_gnu();
        header.set_entry_type(EntryType::GNUSparse);
        header.as_mut_bytes()[..1].copy_from_slice(b"s");
        header.set_size(512);
        header.as_gnu_mut().unwrap().set_is_extended(true);
        header.set_cksum();
        let archive = [
            header.as_bytes().to_vec(),
            vec![0; 512],
            vec![b'x'; 512],
            member(EntryType::Regular, "next", b"y"),
            end(),
        ]
        .concat();
        assert_eq!(listed(&archive), "S s 512\n0 next 1\nwhole");
    }

    #[test]
    fn what_is_cut_off_or_no_archive() {
        let whole = [member(EntryType::Regular, "a", b"hello"), end()].concat();
        assert_eq!(listed(&whole), "0 a 5\nwhole");
        for (length, expected) in [
            (0, "cut off"),
            (100, "unexpected end of file"),
            (514, "0 a 5\nunexpected end of file"),
            (700, "0 a 5\nunexpected end of file"),
            (1024, "0 a 5\ncut off"),
        ] {
            assert_eq!(listed(&whole[..length]), expected, "{length}");
        }
        assert_eq!(listed(&[b'?'; 600]), "the checksum of a header is wrong");
        let mut wrong = whole;
        wrong[0] = b'b';
        assert_eq!(listed(&wrong), "the checksum of a header is wrong");
    }
}
