//! Text in columns.

use unicode_width::UnicodeWidthStr;

/// What separates columns.
const GAP: usize = 2;

/// `head` and `rows` in columns as wide as their widest cell, a line each.
pub(crate) fn table<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> String {
    let cells: Vec<[String; N]> = [head.map(str::to_owned)]
        .iter()
        .chain(rows)
        .map(|row| row.each_ref().map(|cell| shown(cell)))
        .collect();
    let widths: [usize; N] = std::array::from_fn(|column| {
        let cells = cells.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.width()).max().unwrap_or_default()
    });
    let mut text = String::new();
    for row in &cells {
        let begin = text.len();
        for (cell, width) in row.iter().zip(widths) {
            text += cell;
            text.extend(std::iter::repeat_n(' ', width + GAP - cell.width()));
        }
        text.truncate(begin + text.get(begin..).unwrap_or_default().trim_end().len());
        text.push('\n');
    }
    text
}

/// A cell that leaves the terminal, its own line and its direction alone, and is something if it is
/// empty.
fn shown(cell: &str) -> String {
    let reaches_out = |letter: char| {
        letter.is_control() || matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    match cell {
        "" => "-".to_owned(),
        _ => cell.replace(reaches_out, "\u{FFFD}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows<const N: usize>(rows: &[[&str; N]]) -> Vec<[String; N]> {
        rows.iter().map(|row| row.map(str::to_owned)).collect()
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = rows(&[["i-1", "a", "x"], ["i-2222", "", ""], ["", "", "y y"]]);
        assert_eq!(
            table(["ID", "NAME", "LAST"], &rows),
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
            table(["NAME", "E"], &rows),
            "NAME           E\n\
             华北1（青岛）  x\n\
             ﾄ́              y\n"
        );
    }

    #[test]
    fn without_rows_there_is_the_head() {
        assert_eq!(table(["ID", "NAME"], &[]), "ID  NAME\n");
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let rows = rows(&[["a\u{1b}[31m\n\tb", "\u{9b}1m"]]);
        assert_eq!(
            table(["A", "B"], &rows),
            "A          B\na\u{FFFD}[31m\u{FFFD}\u{FFFD}b  \u{FFFD}1m\n"
        );
    }

    #[test]
    fn text_is_not_turned_around() {
        for letter in ('\u{202A}'..='\u{202E}').chain('\u{2066}'..='\u{2069}') {
            assert_eq!(shown(&format!("a{letter}b")), "a\u{FFFD}b");
        }
        // Their neighbours, and letters that are written from right to left, are left alone.
        for text in ["\u{2029}", "\u{202F}", "\u{2065}", "\u{206A}", "שלום"] {
            assert_eq!(shown(text), text);
        }
    }
}
