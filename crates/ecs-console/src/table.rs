//! Tables of text.

use unicode_width::UnicodeWidthStr;

use crate::escape::shown;

/// The number of spaces between columns.
const GAP: usize = 2;

/// Formats `head` and `rows` as one line each, in columns as wide as their widest cell. An empty
/// cell is shown as a hyphen.
pub(crate) fn table<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> Vec<String> {
    let cells: Vec<[String; N]> = [head.map(str::to_owned)]
        .iter()
        .chain(rows)
        .map(|row| {
            row.each_ref().map(|cell| match cell.as_str() {
                "" => "-".to_owned(),
                // Control characters are replaced before the width is measured.
                _ => shown(cell).into_owned(),
            })
        })
        .collect();
    let widths: [usize; N] = std::array::from_fn(|column| {
        let cells = cells.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.width()).max().unwrap_or_default()
    });
    let line = |row: &[String; N]| {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            line += cell;
            line.extend(std::iter::repeat_n(' ', width + GAP - cell.width()));
        }
        line.trim_end().to_owned()
    };
    cells.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows<const N: usize>(rows: &[[&str; N]]) -> Vec<[String; N]> {
        rows.iter().map(|row| row.map(str::to_owned)).collect()
    }

    fn lines(table: Vec<String>) -> String {
        table.iter().map(|line| format!("{line}\n")).collect()
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = rows(&[["i-1", "a", "x"], ["i-2222", "", ""], ["", "", "y y"]]);
        assert_eq!(
            lines(table(["ID", "NAME", "LAST"], &rows)),
            "ID      NAME  LAST\n\
             i-1     a     x\n\
             i-2222  -     -\n\
             -       -     y y\n"
        );
    }

    #[test]
    fn east_asian_characters_take_two_columns() {
        let rows = rows(&[["华北1（青岛）", "x"], ["ﾄ́", "y"]]);
        assert_eq!(
            lines(table(["NAME", "E"], &rows)),
            "NAME           E\n\
             华北1（青岛）  x\n\
             ﾄ́              y\n"
        );
    }

    #[test]
    fn prints_only_the_header_without_rows() {
        assert_eq!(table(["ID", "NAME"], &[]), ["ID  NAME"]);
    }

    #[test]
    fn replaces_active_characters_by_characters_of_one_column() {
        let rows = rows(&[["a\u{1b}[31m\n\tb", "\u{9b}1m"]]);
        assert_eq!(
            lines(table(["A", "B"], &rows)),
            "A          B\na\u{FFFD}[31m\u{FFFD}\u{FFFD}b  \u{FFFD}1m\n"
        );
    }
}
