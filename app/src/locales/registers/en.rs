//! The English texts of a class's registers.

use super::RegisterTexts;

fn lessons(number: usize) -> String {
    format!("{number}\u{a0}{}", if number == 1 { "lesson" } else { "lessons" })
}

pub static TEXTS: RegisterTexts = RegisterTexts {
    my_class: |class| format!("My class {class}"),
    classes: "Classes",
    no_classes: "There are no classes this year yet. The journal administrator adds them.",
    open_register: "Attendance",
    open_summary: "Summary register",
    attendance: "Attendance register",
    month_total: "Month",
    year_total: "Year",
    days: "days",
    lessons: "les.",
    days_missed: "Days missed",
    lessons_missed: "Lessons missed",
    through_illness: "Of them through illness",
    without_reason: "Of them without a valid reason",
    class_lessons: "Lessons missed",
    class_days: "Away all day",
    not_of_class: "not of the class",
    missed_of: |kind, number| format!("{kind}: {number}"),
    legend: "н – reason not known · хв – illness · пп – another valid reason · бп – without a valid reason · the number – how many lessons were missed",
    no_days: "There are no school days in this month. Choose another one.",
    reasons: "Reasons of absence",
    unexplained: "Without a reason in the last week",
    all_explained: "All absences of the last week have their reasons.",
    choose_pupil: "choose a pupil",
    from: "From",
    to: "to",
    kind: "Reason",
    kinds: [
        "н – reason not known",
        "хв – illness",
        "пп – another valid reason",
        "бп – without a valid reason",
    ],
    all_absences: "Also change absences that have a reason already",
    correction: "Why it is corrected late",
    correction_hint: |days| format!("needed only for entries older than {days}\u{a0}days"),
    explain: "Give the reason",
    changed: |number| format!("Reason changed: {}.", lessons(number)),
    not_changed: |number, why| format!("Not changed: {}. {why}", lessons(number)),
    nothing_to_change: "There is nothing to change on these days: the pupil has no absences without a reason.",
    pupil_missing: "Choose a pupil from the list.",
    dates_wrong: |first, last| {
        format!("Give days within the academic year, {first} to {last}; the first not after the last.")
    },
    kind_missing: "Choose the reason.",
    reason_needed: |days| {
        format!("The entry is older than {days}\u{a0}days: write why it is corrected late and save again.")
    },
    conflict: "Meanwhile somebody else changed the cell: look again and save once more.",
};
