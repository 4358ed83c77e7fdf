//! Who may do what (DOMAIN §7). Everything that the table does not list is denied.

use serde::{Deserialize, Serialize};

use crate::{
    guardianship::{Child, Part, Restriction},
    id::{Id, of},
};

/// A role of a person in a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Директор.
    Head,
    /// Заступник директора.
    Deputy,
    /// Адміністратор журналу: people and courses, no marks.
    Administrator,
    /// Учитель.
    Teacher,
    /// Медична сестра: health groups, attendance read.
    Nurse,
    /// Психолог: attendance read; health groups are the nurse's.
    Psychologist,
    /// Спеціаліст управління освіти: figures, never pupils by name.
    DepartmentOfficer,
    /// Учень, учениця.
    Pupil,
    /// Батьки, опікуни.
    Guardian,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 9] = [
        Self::Head,
        Self::Deputy,
        Self::Administrator,
        Self::Teacher,
        Self::Nurse,
        Self::Psychologist,
        Self::DepartmentOfficer,
        Self::Pupil,
        Self::Guardian,
    ];

    /// A stable name for storage and the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Deputy => "deputy",
            Self::Administrator => "administrator",
            Self::Teacher => "teacher",
            Self::Nurse => "nurse",
            Self::Psychologist => "psychologist",
            Self::DepartmentOfficer => "department",
            Self::Pupil => "pupil",
            Self::Guardian => "guardian",
        }
    }

    /// Whether it is of a family, and not of who works in the school or the department.
    pub fn is_family(self) -> bool {
        matches!(self, Self::Pupil | Self::Guardian)
    }

    /// The role of a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// A signed-in person in one school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub person: Id<of::Person>,
    /// The school the person acts in.
    pub school: Id<of::School>,
    /// The person's roles there.
    pub roles: Vec<Role>,
    /// The pupils whose guardian the person is, with what is hidden from them today.
    pub children: Vec<Child>,
}

impl Actor {
    /// Whether the person has the role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether the person is a guardian of the pupil from whom this part is not hidden.
    pub fn guards(&self, pupil: Id<of::Person>, part: Part) -> bool {
        self.is(Role::Guardian) && self.children.iter().any(|child| child.id == pupil && child.shows(part))
    }

    /// What keeps the person from something that they might do if they were a guardian without restrictions.
    pub fn hindered(&self, action: Action, scope: &Scope) -> Option<&Restriction> {
        let pupil = scope.pupil?;
        let child = self.children.iter().find(|child| child.id == pupil)?;
        let mut free = self.clone();
        free.children = vec![Child { id: pupil, restriction: None }];
        let hinders = !may(self, action, scope) && may(&free, action, scope);
        child.restriction.as_ref().filter(|_| hinders)
    }
}

/// What can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// See the own lessons of a day and the list of journals.
    OpenJournals,
    /// See a page of the journal.
    ReadJournal,
    /// Write marks, absences, notes of a lesson.
    WriteEntries,
    /// Write topic and homework of a lesson.
    WriteLesson,
    /// Arrange the columns of a page: themes, further works, groups of results.
    ArrangeColumns,
    /// Change the topic plan of a course: its teacher, or whoever leads the school.
    ChangePlan,
    /// Turn an absence into one with a reason: the class teacher's until the class has closed the semester.
    ExplainAbsence,
    /// See a pupil's diary: lessons, topics, homework.
    ReadDiary,
    /// See the marks, absences and notes in it.
    ReadDiaryMarks,
    /// Change people, classes, courses, access; import and export.
    ManageSchool,
    /// Change the timetable and substitutions of the school.
    ManageTimetable,
    /// Set the dates of the academic year and its holidays, which the pedagogical council decides.
    SetCalendar,
    /// See the figures of a semester's report, and the pupils and marks behind them.
    ReadReports,
    /// See the attendance register of a class.
    ReadRegister,
    /// See and keep the summary register of a class: marks of the year and the council's decisions.
    KeepSummaryRegister,
    /// Close a course's semester: its teacher, or whoever leads the school, where the teacher left or there is none.
    CloseCourse,
    /// Close a class's semester once its courses are closed: its class teacher, or whoever leads the school.
    CloseClass,
    /// Close the school's semester once its classes are closed, and reopen any of them.
    CloseSchool,
    /// Correct an entry of a closed semester, with a reason (DOMAIN §3).
    CorrectClosed,
    /// See the applications for corrected marks of a course.
    ReadApplications,
    /// Put applications for corrected marks on record, with the head's order and what the commission decided.
    KeepApplications,
    /// See safety briefings, excursions and practice of a class.
    ReadClassRecords,
    /// Write them.
    WriteClassRecords,
    /// See the general information on a class's pupils: birth dates, addresses, families.
    ReadPupilInfo,
    /// See the health groups of a class's pupils.
    ReadHealthGroups,
    /// Set them.
    SetHealthGroups,
    /// See the families of a class and give them access: invitations, codes for a lost password.
    ManageFamilies,
    /// Put on record what is hidden from a guardian.
    RestrictGuardians,
    /// Write notes about a child's absences.
    WriteExcuse,
    /// See the notes about a pupil's absences, with the photos of certificates.
    ReadExcuses,
    /// Acknowledge a week of a child's diary.
    SignWeek,
    /// See which weeks the families of a class have acknowledged.
    ReadSignatures,
    /// Tell families something, and see who has read it: those of a class, of a parallel, of the school.
    Announce,
    /// Change or withdraw what was told them: its author, or whoever leads the school.
    ChangeAnnouncement,
    /// Write to who teaches a child or leads its class.
    WriteToStaff,
    /// Answer a family in a thread of the actor.
    AnswerFamily,
    /// Write first to a family of a pupil whom the actor teaches, or whose class the actor leads.
    WriteToFamily,
    /// Report bullying, of which a pupil oneself or a guardian of the child knows.
    ReportBullying,
    /// Read what was reported, and say how far it is: the responsible person and nobody else.
    HandleReports,
    /// Name the responsible person.
    NameOfficer,
    /// Say that homework is done: the pupil, for oneself.
    TickHomework,
    /// Keep addresses under which a calendar shows lessons, homework and holidays.
    KeepCalendarFeeds,
    /// Take all that is kept of a child, see who looked at it, ask to correct it.
    SeeOwnData,
    /// Answer requests to correct what is kept of a pupil.
    AnswerAmendments,
    /// See how far the archive of a year is, and have it made.
    MakeArchive,
    /// Open the archived journal of a class, take it away, and bring it back signed.
    ReadArchive,
    /// Take an extract on a pupil from the archived journal of a class.
    TakeExtract,
    /// Take the containers of all classes away: the school moves.
    TakeContainers,
    /// Say how long journals are kept, see whether the history is whole, and choose whom its digest is sent to.
    GuardArchive,
    /// See the figures of the school as its department does: totals, nobody by name.
    ReadFigures,
}

impl Action {
    /// Whether it changes the journal of a class and a year, which nobody does once that is archived.
    pub fn writes_journal(self) -> bool {
        matches!(
            self,
            Self::WriteEntries
                | Self::WriteLesson
                | Self::ArrangeColumns
                | Self::ChangePlan
                | Self::ExplainAbsence
                | Self::CloseCourse
                | Self::CloseClass
                | Self::CorrectClosed
                | Self::KeepApplications
                | Self::WriteClassRecords
                | Self::SetHealthGroups
        )
    }

    /// All actions.
    pub const ALL: [Self; 50] = [
        Self::OpenJournals,
        Self::ReadJournal,
        Self::WriteEntries,
        Self::WriteLesson,
        Self::ArrangeColumns,
        Self::ChangePlan,
        Self::ExplainAbsence,
        Self::ReadDiary,
        Self::ReadDiaryMarks,
        Self::ManageSchool,
        Self::ManageTimetable,
        Self::SetCalendar,
        Self::ReadReports,
        Self::ReadRegister,
        Self::KeepSummaryRegister,
        Self::CloseCourse,
        Self::CloseClass,
        Self::CloseSchool,
        Self::CorrectClosed,
        Self::ReadApplications,
        Self::KeepApplications,
        Self::ReadClassRecords,
        Self::WriteClassRecords,
        Self::ReadPupilInfo,
        Self::ReadHealthGroups,
        Self::SetHealthGroups,
        Self::ManageFamilies,
        Self::RestrictGuardians,
        Self::WriteExcuse,
        Self::ReadExcuses,
        Self::SignWeek,
        Self::ReadSignatures,
        Self::Announce,
        Self::ChangeAnnouncement,
        Self::WriteToStaff,
        Self::AnswerFamily,
        Self::WriteToFamily,
        Self::ReportBullying,
        Self::HandleReports,
        Self::NameOfficer,
        Self::TickHomework,
        Self::KeepCalendarFeeds,
        Self::SeeOwnData,
        Self::AnswerAmendments,
        Self::MakeArchive,
        Self::ReadArchive,
        Self::TakeExtract,
        Self::TakeContainers,
        Self::GuardArchive,
        Self::ReadFigures,
    ];
}

/// What it is done to: whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The school that owns it.
    pub school: Id<of::School>,
    /// The teachers of the course.
    pub teacher: Option<Id<of::Person>>,
    /// Who taught or substitutes the lesson.
    pub substitute: Option<Id<of::Person>>,
    /// The class teacher of the class.
    pub class_teacher: Option<Id<of::Person>>,
    /// The pupil concerned.
    pub pupil: Option<Id<of::Person>>,
    /// The member of staff whose it is otherwise: who wrote an announcement, whom a family writes to, who
    /// is responsible for reports of bullying.
    pub staff: Option<Id<of::Person>>,
    /// Whether the semester that it belongs to is closed: then it is written by no one who may else.
    pub closed: bool,
    /// Whether the class has closed that semester too: until then its teacher gives absences their reasons.
    pub class_closed: bool,
    /// Whether the journal that it belongs to is archived and signed by both (DOMAIN §11): then nobody writes it.
    pub archived: bool,
}

impl Scope {
    /// The school itself.
    pub fn school(school: Id<of::School>) -> Self {
        Self {
            school,
            teacher: None,
            substitute: None,
            class_teacher: None,
            pupil: None,
            staff: None,
            closed: false,
            class_closed: false,
            archived: false,
        }
    }
}

/// Whether the actor may do this: DOMAIN §7 row by row.
pub fn may(actor: &Actor, action: Action, scope: &Scope) -> bool {
    if actor.school != scope.school || scope.archived && action.writes_journal() {
        return false;
    }
    let staff = actor.is(Role::Teacher) || actor.is(Role::Head) || actor.is(Role::Deputy);
    let teaches = staff && scope.teacher == Some(actor.person);
    let substitutes = staff && scope.substitute == Some(actor.person);
    let class_teacher = staff && scope.class_teacher == Some(actor.person);
    let leads = actor.is(Role::Head) || actor.is(Role::Deputy);
    let addressed = staff && scope.staff == Some(actor.person);
    let own = actor.is(Role::Pupil) && scope.pupil == Some(actor.person);
    let guards = |part| scope.pupil.is_some_and(|pupil| actor.guards(pupil, part));
    match action {
        Action::OpenJournals => staff,
        Action::ReadJournal => leads || teaches || substitutes || class_teacher,
        Action::WriteEntries | Action::WriteLesson => !scope.closed && (teaches || substitutes),
        Action::ArrangeColumns => teaches,
        Action::ChangePlan | Action::CloseCourse => teaches || leads,
        Action::ExplainAbsence => !scope.class_closed && class_teacher,
        Action::WriteClassRecords => class_teacher,
        Action::ReadDiary => leads || class_teacher || own || guards(Part::Diary),
        Action::ReadDiaryMarks => leads || class_teacher || own || guards(Part::Marks),
        Action::ManageSchool => actor.is(Role::Administrator),
        Action::SetCalendar | Action::MakeArchive => actor.is(Role::Administrator) || leads,
        Action::ManageTimetable | Action::CloseSchool | Action::CorrectClosed | Action::KeepApplications => {
            leads
        }
        Action::ReadReports | Action::ReadApplications => leads || teaches || class_teacher,
        Action::ReadRegister => {
            leads || class_teacher || actor.is(Role::Nurse) || actor.is(Role::Psychologist)
        }
        Action::ReadHealthGroups => leads || class_teacher || actor.is(Role::Nurse),
        Action::SetHealthGroups => actor.is(Role::Nurse),
        Action::ManageFamilies => leads || class_teacher || actor.is(Role::Administrator),
        Action::SignWeek | Action::SeeOwnData => guards(Part::Diary),
        Action::WriteExcuse => guards(Part::Marks),
        Action::ReadExcuses => class_teacher || guards(Part::Marks),
        Action::WriteToStaff => guards(Part::Messages),
        Action::ChangeAnnouncement => leads || addressed,
        Action::AnswerFamily => addressed,
        Action::WriteToFamily => teaches || class_teacher,
        Action::ReportBullying | Action::KeepCalendarFeeds => own || guards(Part::Diary),
        Action::HandleReports => {
            let cares = actor.is(Role::Nurse) || actor.is(Role::Psychologist);
            addressed || cares && scope.staff == Some(actor.person)
        }
        Action::NameOfficer | Action::TakeContainers => actor.is(Role::Head),
        Action::GuardArchive => actor.is(Role::Head) || actor.is(Role::Administrator),
        Action::TickHomework => own,
        Action::ReadFigures => actor.is(Role::DepartmentOfficer),
        Action::CloseClass
        | Action::ReadArchive
        | Action::TakeExtract
        | Action::KeepSummaryRegister
        | Action::ReadClassRecords
        | Action::ReadPupilInfo
        | Action::RestrictGuardians
        | Action::ReadSignatures
        | Action::AnswerAmendments
        | Action::Announce => leads || class_teacher,
    }
}
