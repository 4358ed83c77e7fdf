//! What families and staff are told of, where, and when: per child and kind, at once on a device or in the letter of the
//! week, with hours in which no device is disturbed.

use std::collections::HashMap;

use chrono::{
    DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc, Weekday,
};

use crate::{
    entry::{Absence, Entry},
    guardianship::Part,
    id::{Id, of},
    mark::{Level, Mark},
    permission::{Actor, Role},
};

/// How long a device is not told of what has just been entered: whoever mistyped has put it right by then.
pub const GRACE: TimeDelta = TimeDelta::seconds(20);
/// How long a device is not told of homework that has just been given: a lesson and the longest break. Whatever the next
/// lesson gives is told along with it.
pub const HOMEWORK_PAUSE: TimeDelta = TimeDelta::minutes(75);
/// How long before quiet hours begin a device is told of homework at the latest: what is due only in them rings in the
/// morning, when it is late for it.
pub const BEFORE_QUIET: TimeDelta = TimeDelta::minutes(5);
/// How old may be what is told: of what a server that stood still finds later nothing is said.
pub const STALE: TimeDelta = TimeDelta::days(7);
/// How long what was told stays in the list.
pub const KEPT: TimeDelta = TimeDelta::days(45);
/// The hour on Friday, by the clock on the school's wall, from which the letter of the week is sent.
pub const LETTER_HOUR: u32 = 16;

/// What somebody is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An absence; one notice for each day.
    Absence,
    /// An announcement that its author called urgent.
    Urgent,
    /// A mark of the lowest level of its scale: початковий, or незар.
    LowMark,
    /// Any other mark.
    Mark,
    /// A teacher's note in a cell.
    Note,
    /// Homework; one notice for each day on which it was given.
    Homework,
    /// An announcement.
    Announcement,
    /// A message of the other side of a thread.
    Message,
    /// The answer to a note about an absence.
    Answer,
    /// How far a report of bullying is, for whoever wrote it.
    ReportState,
    /// A report of bullying, for the responsible person.
    Report,
}

impl Kind {
    /// All kinds, in the order of the settings.
    pub const ALL: [Self; 11] = [
        Self::Absence,
        Self::Urgent,
        Self::LowMark,
        Self::Mark,
        Self::Note,
        Self::Homework,
        Self::Announcement,
        Self::Message,
        Self::Answer,
        Self::ReportState,
        Self::Report,
    ];
    /// What a guardian chooses of for each child.
    pub const OF_CHILD: [Self; 10] = [
        Self::Absence,
        Self::Urgent,
        Self::LowMark,
        Self::Mark,
        Self::Note,
        Self::Homework,
        Self::Announcement,
        Self::Message,
        Self::Answer,
        Self::ReportState,
    ];
    /// What a pupil chooses of.
    pub const OF_PUPIL: [Self; 8] = [
        Self::Absence,
        Self::Urgent,
        Self::LowMark,
        Self::Mark,
        Self::Note,
        Self::Homework,
        Self::Announcement,
        Self::ReportState,
    ];
    /// What staff choose of.
    pub const OF_STAFF: [Self; 2] = [Self::Message, Self::Report];

    /// A stable name for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Absence => "absence",
            Self::Urgent => "urgent",
            Self::LowMark => "low-mark",
            Self::Mark => "mark",
            Self::Note => "note",
            Self::Homework => "homework",
            Self::Announcement => "announcement",
            Self::Message => "message",
            Self::Answer => "answer",
            Self::ReportState => "report-state",
            Self::Report => "report",
        }
    }

    /// The kind of a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The kind of a mark.
    pub fn of_mark(mark: Mark) -> Self {
        let low = mark.level() == Some(Level::Initial) || mark == Mark::NotPassed;
        if low { Self::LowMark } else { Self::Mark }
    }

    /// The kind of an announcement.
    pub fn of_announcement(urgent: bool) -> Self {
        if urgent { Self::Urgent } else { Self::Announcement }
    }

    /// Which part of a child it tells of: a guardian from whom that is hidden is not told.
    pub fn part(self) -> Part {
        match self {
            Self::Absence | Self::LowMark | Self::Mark | Self::Note | Self::Answer => Part::Marks,
            Self::Urgent | Self::Homework | Self::Announcement | Self::ReportState | Self::Report => {
                Part::Diary
            }
            Self::Message => Part::Messages,
        }
    }

    /// Whether devices are told of it at any hour.
    pub fn passes_quiet_hours(self) -> bool {
        self == Self::Urgent
    }

    /// Whether it is told of at once before somebody chooses: absences, what is urgent, and a report of bullying.
    fn usually_at_once(self) -> bool {
        matches!(self, Self::Absence | Self::Urgent | Self::Report)
    }

    /// Whether a letter can tell of it at once: of what cannot wait for Friday, and of nothing else.
    pub fn fits_letter_at_once(self) -> bool {
        matches!(self, Self::Absence | Self::Urgent)
    }

    /// Whether the letter of the week can have it.
    pub fn fits_letter(self) -> bool {
        !matches!(self, Self::Message | Self::Answer | Self::ReportState | Self::Report)
    }
}

/// What became of something that families may be told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It is there, or another one than before.
    Told(Kind),
    /// It is not there any more.
    Gone(Kind),
}

/// What families are told of a cell that changed: a mark that came or changed, a note, an absence that came or went.
/// A pencil entry is told of when it is published. Another reason of a known absence is no news.
pub fn turns(before: &Entry, after: &Entry) -> Vec<Turn> {
    let mark = |entry: &Entry| entry.mark.filter(|_| !entry.draft);
    let note = |entry: &Entry| entry.note.clone().filter(|_| !entry.draft);
    let mut turns = Vec::new();
    if mark(before) != mark(after) {
        turns.extend(mark(after).map(|mark| Turn::Told(Kind::of_mark(mark))));
        turns.extend(mark(before).filter(|_| mark(after).is_none()).map(|_| Turn::Gone(Kind::Mark)));
    }
    if note(before) != note(after) {
        let turn = if note(after).is_some() { Turn::Told(Kind::Note) } else { Turn::Gone(Kind::Note) };
        turns.push(turn);
    }
    match (before.absence, after.absence) {
        (None, Some(_)) => turns.push(Turn::Told(Kind::Absence)),
        (Some(_), None) => turns.push(Turn::Gone(Kind::Absence)),
        _ => {}
    }
    turns
}

/// Whether a device is told at once of an absence: not of one whose reason the school knows, mostly from the family.
pub fn is_unexplained(absence: Absence) -> bool {
    matches!(absence, Absence::Unknown | Absence::Invalid)
}

/// What may stand on a locked screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// That there is something new, and no more: no names, no marks.
    #[default]
    Discreet,
    /// What it is.
    Full,
}

/// The hours in which no device is disturbed, by the clock on the school's wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    /// The hour at which they begin, 0–23.
    pub from: u8,
    /// The hour at which they end, 0–23; the same as the first one: there are none.
    pub until: u8,
    /// Whether Saturday and Sunday are quiet from midnight to midnight.
    pub weekends: bool,
}

impl Default for QuietHours {
    fn default() -> Self {
        Self { from: 20, until: 7, weekends: true }
    }
}

impl QuietHours {
    /// The hours of two numbers; none where they are no hours of a day.
    pub fn new(from: u8, until: u8, weekends: bool) -> Option<Self> {
        (from < 24 && until < 24).then_some(Self { from, until, weekends })
    }

    /// Whether a moment is quiet.
    pub fn hold(self, at: NaiveDateTime) -> bool {
        let weekend = matches!(at.weekday(), Weekday::Sat | Weekday::Sun);
        if self.weekends && weekend {
            return true;
        }
        let (hour, from, until) = (at.hour(), u32::from(self.from), u32::from(self.until));
        if from <= until { (from..until).contains(&hour) } else { hour >= from || hour < until }
    }

    /// The first moment from `at` on that is not quiet.
    pub fn end(self, at: NaiveDateTime) -> NaiveDateTime {
        if !self.hold(at) {
            return at;
        }
        full_hours(at).find(|moment| !self.hold(*moment)).unwrap_or(at)
    }

    /// The first moment from `at` on that is quiet; none where no hour is.
    pub fn begin(self, at: NaiveDateTime) -> Option<NaiveDateTime> {
        if self.hold(at) {
            return Some(at);
        }
        full_hours(at).find(|moment| self.hold(*moment))
    }

    /// Until when a device waits at `at` with homework that a lesson gave last at `given`: as long as another one may give
    /// more, and no longer than shortly before these hours.
    pub fn homework_waits(self, given: NaiveDateTime, at: NaiveDateTime) -> NaiveDateTime {
        let pause = given + HOMEWORK_PAUSE;
        self.begin(at).map_or(pause, |begin| pause.min(begin - BEFORE_QUIET))
    }
}

/// The full hours after a moment, for longer than the longest quiet time lasts: a night, a weekend and a night.
fn full_hours(after: NaiveDateTime) -> impl Iterator<Item = NaiveDateTime> {
    let hours = (0..8 * 24).filter_map(move |hours| {
        let day = after.date().checked_add_days(Days::new(hours / 24))?;
        let hour = NaiveTime::from_hms_opt(u32::try_from(hours % 24).ok()?, 0, 0)?;
        Some(day.and_time(hour))
    });
    hours.filter(move |moment| *moment > after)
}

/// Where somebody wants to be told of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// At once, on the devices that were allowed to.
    pub at_once: bool,
    /// At once by a letter, where the kind [fits one](Kind::fits_letter_at_once).
    pub mailed: bool,
    /// In the letter of the week.
    pub weekly: bool,
}

/// How a person of a school wants to be told. The list has everything, whatever is chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// When no device is disturbed.
    pub quiet: QuietHours,
    /// What stands on a locked screen.
    pub detail: Detail,
    /// Whether no letter of the week is wanted at all.
    pub no_letter: bool,
    /// What was chosen for each pupil – of staff, for the person itself – and kind.
    pub choices: HashMap<(Id<of::Person>, Kind), Choice>,
}

impl Preferences {
    /// What stands for a pupil and a kind: what was chosen, or the usual.
    pub fn choice(&self, about: Id<of::Person>, kind: Kind) -> Choice {
        let usual = Choice { at_once: kind.usually_at_once(), mailed: false, weekly: kind.fits_letter() };
        let chosen = |kind| self.choices.get(&(about, kind)).copied();
        // The state of a report once was an answer among others: what was chosen for those then still holds.
        let before = || (kind == Kind::ReportState).then(|| chosen(Kind::Answer)).flatten();
        chosen(kind).or_else(before).unwrap_or(usual)
    }

    /// Whether devices are told at once; who wants any mark wants low ones too.
    pub fn at_once(&self, about: Id<of::Person>, kind: Kind) -> bool {
        self.choice(about, kind).at_once || kind == Kind::LowMark && self.choice(about, Kind::Mark).at_once
    }

    /// Whether the letter of the week has it.
    pub fn weekly(&self, about: Id<of::Person>, kind: Kind) -> bool {
        !self.no_letter
            && (self.choice(about, kind).weekly
                || kind == Kind::LowMark && self.choice(about, Kind::Mark).weekly)
    }

    /// When devices may be told of something that waits for it at `at`; none where they are not told of it.
    pub fn push_at(&self, about: Id<of::Person>, kind: Kind, at: NaiveDateTime) -> Option<NaiveDateTime> {
        self.at_once(about, kind).then(|| self.moment(kind, at))
    }

    /// When a letter may tell at once of something that waits for it at `at`; none where none does.
    pub fn mail_at(&self, about: Id<of::Person>, kind: Kind, at: NaiveDateTime) -> Option<NaiveDateTime> {
        let wanted = kind.fits_letter_at_once() && self.choice(about, kind).mailed;
        wanted.then(|| self.moment(kind, at))
    }

    fn moment(&self, kind: Kind, at: NaiveDateTime) -> NaiveDateTime {
        if kind.passes_quiet_hours() { at } else { self.quiet.end(at) }
    }
}

/// Whether a person may be told of a kind: of oneself, or of a child from whom that part is not hidden.
pub fn sees(actor: &Actor, about: Id<of::Person>, kind: Kind) -> bool {
    about == actor.person || actor.guards(about, kind.part())
}

/// The kinds that a person chooses of, for each child and for the person.
pub fn choosable(actor: &Actor) -> Vec<(Id<of::Person>, Vec<Kind>)> {
    let staff = [Role::Teacher, Role::Head, Role::Deputy, Role::Nurse, Role::Psychologist];
    let staff = staff.iter().any(|role| actor.is(*role));
    let of_pupil: &[Kind] = if actor.is(Role::Pupil) { &Kind::OF_PUPIL } else { &[] };
    let of_staff: &[Kind] = if staff { &Kind::OF_STAFF } else { &[] };
    let own = (actor.person, [of_pupil, of_staff].concat());
    let of_child = |child: Id<of::Person>| {
        let kinds = Kind::OF_CHILD.into_iter().filter(|kind| sees(actor, child, *kind)).collect();
        (child, kinds)
    };
    let children = actor.children.iter().map(|child| of_child(child.id));
    children.chain([own]).filter(|(_, kinds): &(_, Vec<Kind>)| !kinds.is_empty()).collect()
}

/// Whether something that happened is new enough to be told.
pub fn is_fresh(happened: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - happened <= STALE
}

/// The Monday of the week whose letter is to be sent at a moment of the school's clock: from Friday, [`LETTER_HOUR`], to
/// Sunday's end.
pub fn letter_of(at: NaiveDateTime) -> Option<NaiveDate> {
    let due = match at.weekday() {
        Weekday::Fri => at.hour() >= LETTER_HOUR,
        Weekday::Sat | Weekday::Sun => true,
        _ => false,
    };
    due.then(|| at.date().week(Weekday::Mon).first_day())
}

/// How long after a failed attempt a device or a letter is tried again; none: not any more. `attempts` counts those that
/// failed, at least one.
pub fn retry_after(attempts: i32) -> Option<TimeDelta> {
    const WAITS: [i64; 6] = [1, 5, 20, 60, 180, 360];
    let wait = WAITS.get(usize::try_from(attempts - 1).ok()?)?;
    Some(TimeDelta::minutes(*wait))
}
