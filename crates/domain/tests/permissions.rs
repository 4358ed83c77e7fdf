//! Who may do what: the table of DOMAIN §7, letter by letter.

use klas_domain::{
    Action, Actor, Id, Role, Scope,
    guardianship::{Child, Document, DocumentKind, Hidden, Restriction},
    permission::may,
};
use rstest::rstest;

/// What a person is to the thing that they want to act on.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Relation {
    Teacher,
    Substitute,
    ClassTeacher,
    Self_,
    Guardian,
    Stranger,
    Staff,
}

const RELATIONS: [(Relation, char); 7] = [
    (Relation::Teacher, 't'),
    (Relation::Substitute, 's'),
    (Relation::ClassTeacher, 'c'),
    (Relation::Self_, 'p'),
    (Relation::Guardian, 'g'),
    (Relation::Stranger, 'o'),
    (Relation::Staff, 'w'),
];

/// The relations under which a role may do the actions, in the order of [`Action::ALL`]: `t` own course,
/// `s` substituted lesson, `c` own class, `p` oneself, `g` own child, `o` none of these,
/// `w` otherwise the own one; `-` never.
#[rustfmt::skip]
const TABLE: [(Role, [&str; 50]); 9] = [
    //                        own day   journal   entries   lesson    columns   plan      absence   diary, its marks, school    timetable, calendar, reports   register  summary   close:course class     school    correct   applications: read, keep records: read, write, info, health: read, set, families, restrictions, excuse: write, read, week: sign, read, announcement: write, change, message: family, staff, to family, bullying: report, handle, officer, homework, calendar, own data, amendments, archive: make, read, ..., figures
    (Role::Head, ["tscpgow", "tscpgow", "ts", "ts", "t", "tscpgow", "c", "tscpgow", "tscpgow", "-", "tscpgow", "tscpgow", "tscpgow", "tscpgow", "tscpgow", "tscpgow", "tscpgow", "tscpgow", "tscpgow", "tscpgow", "tscpgow", "tscpgow", "c", "tscpgow", "tscpgow", "-", "tscpgow", "tscpgow", "-", "c", "-", "tscpgow", "tscpgow", "tscpgow", "-", "w", "tc", "-", "w", "tscpgow", "-", "-", "-", "tscpgow", "tscpgow", "tscpgow", "tscpgow", "tscpgow", "tscpgow", "-"]),
    (Role::Deputy, ["tscpgow", "tscpgow", "ts", "ts", "t", "tscpgow", "c", "tscpgow", "tscpgow", "-", "tscpgow", "tscpgow", "tscpgow", "tscpgow", "tscpgow", "tscpgow", "tscpgow", "tscpgow", "tscpgow", "tscpgow", "tscpgow", "tscpgow", "c", "tscpgow", "tscpgow", "-", "tscpgow", "tscpgow", "-", "c", "-", "tscpgow", "tscpgow", "tscpgow", "-", "w", "tc", "-", "w", "-", "-", "-", "-", "tscpgow", "tscpgow", "tscpgow", "tscpgow", "-", "-", "-"]),
    (Role::Administrator, ["-", "-", "-", "-", "-", "-", "-", "-", "-", "tscpgow", "-", "tscpgow", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "tscpgow", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "tscpgow", "-", "-", "-", "tscpgow", "-"]),
    (Role::Teacher, ["tscpgow", "tsc", "ts", "ts", "t", "t", "c", "c", "c", "-", "-", "-", "tc", "c", "c", "t", "c", "-", "-", "tc", "-", "c", "c", "c", "c", "-", "c", "c", "-", "c", "-", "c", "c", "w", "-", "w", "tc", "-", "w", "-", "-", "-", "-", "c", "-", "c", "c", "-", "-", "-"]),
    (Role::Nurse, ["-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "tscpgow", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "tscpgow", "tscpgow", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "w", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-"]),
    (Role::Psychologist, ["-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "tscpgow", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "w", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-"]),
    (Role::DepartmentOfficer, ["-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "tscpgow"]),
    (Role::Pupil, ["-", "-", "-", "-", "-", "-", "-", "p", "p", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "p", "-", "-", "p", "p", "-", "-", "-", "-", "-", "-", "-", "-"]),
    (Role::Guardian, ["-", "-", "-", "-", "-", "-", "-", "g", "g", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "g", "g", "g", "-", "-", "-", "g", "-", "-", "g", "-", "-", "-", "g", "g", "-", "-", "-", "-", "-", "-", "-"]),
];

fn actor_and_scope(roles: &[Role], relation: Relation, same_school: bool) -> (Actor, Scope) {
    let (person, child, school) = (Id::new(), Id::new(), Id::new());
    let someone_or = |own| if relation == own { Some(person) } else { Some(Id::new()) };
    let scope = Scope {
        school: if same_school { school } else { Id::new() },
        teacher: someone_or(Relation::Teacher),
        substitute: someone_or(Relation::Substitute),
        class_teacher: someone_or(Relation::ClassTeacher),
        pupil: if relation == Relation::Guardian { Some(child) } else { someone_or(Relation::Self_) },
        staff: someone_or(Relation::Staff),
        closed: false,
        class_closed: false,
        archived: false,
    };
    (
        Actor {
            person,
            school,
            roles: roles.to_vec(),
            children: vec![Child { id: child, restriction: None }],
        },
        scope,
    )
}

fn allowed(roles: &[Role], action: Action, relation: Relation, same_school: bool) -> bool {
    let (actor, scope) = actor_and_scope(roles, relation, same_school);
    may(&actor, action, &scope)
}

#[test]
fn the_table_names_every_role_once() {
    assert_eq!(TABLE.map(|(role, _)| role), Role::ALL);
}

#[test]
fn everything_the_table_lists_is_allowed_and_everything_else_denied() {
    for (role, cells) in TABLE {
        for (action, relations) in Action::ALL.into_iter().zip(cells) {
            for (relation, letter) in RELATIONS {
                assert_eq!(
                    allowed(&[role], action, relation, true),
                    relations.contains(letter),
                    "{role:?} {action:?} {relation:?}"
                );
            }
        }
    }
}

#[test]
fn nobody_may_do_anything_in_another_school() {
    for action in Action::ALL {
        for (relation, _) in RELATIONS {
            assert!(!allowed(&Role::ALL, action, relation, false), "{action:?} {relation:?}");
        }
    }
}

#[test]
fn a_person_without_roles_may_do_nothing() {
    for action in Action::ALL {
        for (relation, _) in RELATIONS {
            assert!(!allowed(&[], action, relation, true), "{action:?} {relation:?}");
        }
    }
}

#[test]
fn two_roles_of_one_person_add_up_and_nothing_more() {
    for first in Role::ALL {
        for second in Role::ALL {
            for action in Action::ALL {
                for (relation, _) in RELATIONS {
                    let apart = allowed(&[first], action, relation, true)
                        || allowed(&[second], action, relation, true);
                    let together = allowed(&[first, second], action, relation, true);
                    assert_eq!(together, apart, "{first:?}+{second:?} {action:?} {relation:?}");
                }
            }
        }
    }
}

#[rstest]
fn what_belongs_to_nobody_is_no_ones_own(#[values(Role::Teacher, Role::Pupil, Role::Guardian)] role: Role) {
    let (actor, _) = actor_and_scope(&[role], Relation::Stranger, true);
    for action in Action::ALL.into_iter().filter(|action| *action != Action::OpenJournals) {
        assert!(!may(&actor, action, &Scope::school(actor.school)), "{action:?}");
    }
}

/// DOMAIN §3: what is closed is corrected by a deputy head, and written by nobody else.
#[rstest]
fn what_is_closed_is_corrected_and_not_written(
    #[values(Action::WriteEntries, Action::WriteLesson, Action::ExplainAbsence)] action: Action,
    #[values(Relation::Teacher, Relation::Substitute, Relation::ClassTeacher)] relation: Relation,
) {
    for role in Role::ALL {
        let (actor, scope) = actor_and_scope(&[role], relation, true);
        let scope = Scope { closed: true, class_closed: true, ..scope };
        assert!(!may(&actor, action, &scope), "{role:?}");
        let leads = matches!(role, Role::Head | Role::Deputy);
        assert_eq!(may(&actor, Action::CorrectClosed, &scope), leads, "{role:?}");
    }
}

/// Courses are closed before their class: the class teacher gives absences their reasons until the class is.
#[test]
fn reasons_are_given_until_the_class_is_closed() {
    let (actor, scope) = actor_and_scope(&[Role::Teacher], Relation::ClassTeacher, true);
    let of_course = Scope { closed: true, ..scope };
    assert!(may(&actor, Action::ExplainAbsence, &of_course));
    assert!(!may(&actor, Action::WriteEntries, &of_course));
    assert!(!may(&actor, Action::ExplainAbsence, &Scope { class_closed: true, ..of_course }));
}

fn restricted(hidden: Hidden) -> Restriction {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 9, 1).unwrap_or_default();
    let document = Document { kind: DocumentKind::CourtDecision, number: "1".to_owned(), date: day };
    Restriction { hidden, from: day, until: None, document }
}

/// What a decision hides it hides from the guardian alone, and what it does not hide stays.
#[rstest]
#[case(Hidden::Everything, false, false, false)]
#[case(Hidden::Marks, true, false, true)]
#[case(Hidden::Messages, true, true, false)]
#[case(Hidden::MarksAndMessages, true, false, false)]
fn a_guardian_with_limited_rights_sees_the_rest(
    #[case] hidden: Hidden,
    #[case] diary: bool,
    #[case] marks: bool,
    #[case] messages: bool,
) {
    for role in Role::ALL {
        for (relation, _) in RELATIONS {
            let (mut actor, scope) = actor_and_scope(&[role], relation, true);
            let before = actor.clone();
            actor.children[0].restriction = Some(restricted(hidden));
            for action in Action::ALL {
                let shown = match action {
                    Action::ReadDiary
                    | Action::SignWeek
                    | Action::ReportBullying
                    | Action::KeepCalendarFeeds
                    | Action::SeeOwnData => diary,
                    Action::ReadDiaryMarks | Action::WriteExcuse | Action::ReadExcuses => marks,
                    Action::WriteToStaff => messages,
                    _ => true,
                };
                let limited = (role, relation) == (Role::Guardian, Relation::Guardian) && !shown;
                let expected = may(&before, action, &scope) && !limited;
                assert_eq!(may(&actor, action, &scope), expected, "{role:?} {action:?} {relation:?}");
                assert_eq!(actor.hindered(action, &scope).is_some(), limited, "{role:?} {action:?}");
            }
        }
    }
}

#[test]
fn a_restriction_of_one_child_leaves_the_other() {
    let (mut actor, scope) = actor_and_scope(&[Role::Guardian], Relation::Guardian, true);
    actor.children.push(Child { id: Id::new(), restriction: Some(restricted(Hidden::Everything)) });
    assert!(may(&actor, Action::ReadDiary, &scope));
    let other = Scope { pupil: Some(actor.children[1].id), ..Scope::school(actor.school) };
    assert!(!may(&actor, Action::ReadDiary, &other));
}

#[test]
fn a_role_survives_its_stored_name() {
    for role in Role::ALL {
        assert_eq!(Role::from_code(role.code()), Some(role));
    }
}

/// DOMAIN §11: once it is archived and signed by both, a journal is read as before and written by nobody.
#[rstest]
fn an_archived_journal_is_read_and_not_written(
    #[values(Relation::Teacher, Relation::Substitute, Relation::ClassTeacher, Relation::Stranger)]
    relation: Relation,
) {
    for role in Role::ALL {
        let (actor, scope) = actor_and_scope(&[role], relation, true);
        let archived = Scope { archived: true, ..scope.clone() };
        for action in Action::ALL {
            let before = may(&actor, action, &scope);
            assert_eq!(
                may(&actor, action, &archived),
                before && !action.writes_journal(),
                "{role:?} {action:?}"
            );
        }
        assert!(!may(&actor, Action::CorrectClosed, &Scope { closed: true, ..archived }), "{role:?}");
    }
}
