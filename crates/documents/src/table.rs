//! A titled table, as spreadsheets and printed pages take it.

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A whole number.
    Number(u32),
    /// A whole number that took the place of another, shown with a star: `9*`.
    Corrected(u32),
    /// A number of tenths, shown with one decimal: 614 is `61,4`.
    Tenths(u32),
    /// A difference in tenths, shown with its sign: −3 is `-0,3`.
    Change(i32),
    /// A number of hundredths, shown with two decimals: 784 is `7,84`.
    Hundredths(u32),
    /// A difference in hundredths, shown with its sign: 120 is `+1,20`.
    FineChange(i32),
    /// Nothing: a figure that there is not.
    Empty,
    /// Room to write by hand.
    Blank,
    /// A cell that stays closed: the pupil was not there.
    Blocked,
    /// What stands in the cell above holds here too.
    Above,
}

impl Cell {
    /// Words, or nothing.
    pub fn words(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// What is read in the cell, as Ukrainian writes numbers.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Corrected(number) => format!("{number}*"),
            Self::Tenths(number) => format!("{},{}", number / 10, number % 10),
            Self::Change(number) => sign(*number).to_owned() + &Self::Tenths(number.unsigned_abs()).shown(),
            Self::Hundredths(number) => format!("{},{:02}", number / 100, number % 100),
            Self::FineChange(number) => {
                sign(*number).to_owned() + &Self::Hundredths(number.unsigned_abs()).shown()
            }
            Self::Empty | Self::Blank | Self::Blocked | Self::Above => String::new(),
        }
    }
}

/// The sign of a difference; none where there is no difference.
fn sign(number: i32) -> &'static str {
    match number.signum() {
        1 => "+",
        -1 => "−",
        _ => "",
    }
}

/// The head of a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// What is in the column.
    pub name: String,
    /// The column's width in characters.
    pub width: u8,
    /// What stands over this head and its neighbours that have the same above them.
    pub over: Option<String>,
    /// Whether the head is turned, because its column is narrow.
    pub upright: bool,
    /// Whether the column holds words, which begin at the left; figures stand in the middle.
    pub words: bool,
}

impl Head {
    /// A column of figures.
    pub fn new(name: impl Into<String>, width: u8) -> Self {
        Self { name: name.into(), width, over: None, upright: false, words: false }
    }

    /// A column of words.
    pub fn words(name: impl Into<String>, width: u8) -> Self {
        Self { words: true, ..Self::new(name, width) }
    }

    /// A narrow column, whose head is turned.
    pub fn upright(name: impl Into<String>, width: u8) -> Self {
        Self { upright: true, ..Self::new(name, width) }
    }

    /// The head under a common one.
    #[must_use]
    pub fn under(self, over: impl Into<String>) -> Self {
        Self { over: Some(over.into()), ..self }
    }
}

/// Who signs beneath a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Signature {
    /// In which position.
    pub position: String,
    /// The name, where it is known.
    pub name: String,
}

/// A table on a sheet of its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The sheet's name; at most 31 characters of it are kept, without those that sheets cannot have.
    pub name: String,
    /// What stands above the table.
    pub title: String,
    /// Lines between the title and the table.
    pub notes: Vec<String>,
    /// Columns.
    pub heads: Vec<Head>,
    /// Rows as wide as the heads.
    pub rows: Vec<Vec<Cell>>,
    /// How many of the last rows sum up those above: a spreadsheet's filter leaves them where they are.
    pub totals: usize,
    /// Who signs beneath it on paper.
    pub signatures: Vec<Signature>,
}

impl Table {
    /// The cells that begin in a row, each with its column and over how many rows it holds.
    pub fn cells(&self, row: usize) -> impl Iterator<Item = (usize, &Cell, usize)> {
        let own = self.rows.get(row).into_iter().flatten().enumerate();
        own.filter(|(_, cell)| **cell != Cell::Above).map(move |(column, cell)| {
            let below = self.rows.iter().skip(row + 1);
            let below = below.take_while(|below| below.get(column) == Some(&Cell::Above)).count();
            (column, cell, below + 1)
        })
    }
}
