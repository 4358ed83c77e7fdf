//! The empty spreadsheets are what the import reads.

use klas_documents::{
    import::{Known, SourceFile, read},
    template,
};
use klas_domain::bundle::SubjectGroup;

#[test]
fn all_templates_together_are_a_small_school() {
    let files: Vec<SourceFile> =
        template::files().unwrap().into_iter().map(|(name, bytes)| SourceFile { name, bytes }).collect();

    let reading = read(&files, &Known::default());

    for file in &reading.files {
        assert!(file.taken(), "{file:#?}");
        assert_eq!(file.sheets[0].2, 2, "{}", file.name);
    }
    let bundle = reading.bundle;
    assert_eq!((bundle.staff.len(), bundle.pupils.len(), bundle.courses.len()), (2, 2, 2));
    assert_eq!((bundle.bells.len(), bundle.timetable.len(), bundle.plans[0].lines.len()), (2, 2, 2));
    assert_eq!(bundle.courses[1].weekly_tenths, 15);
    let schedules: Vec<_> = bundle.bells.iter().map(|bell| bell.schedule.as_deref()).collect();
    assert_eq!(schedules, [Some("І зміна"), Some("ІІ зміна")]);
    assert_eq!((bundle.shifts.len(), bundle.shifts[0].schedule.as_str()), (1, "ІІ зміна"));
    assert_eq!(bundle.pupils[1].guardians[0].relation, "опікун");
    assert!(bundle.pupils[1].enrolled_on.is_some());
    let english = SubjectGroup { subject: "Англійська мова".to_owned(), number: 1 };
    assert_eq!(
        (&bundle.pupils[1].groups[..], &bundle.pupils[1].subject_groups[..]),
        (&[2][..], &[english][..])
    );
    assert_eq!((&bundle.pupils[0].groups[..], &bundle.pupils[0].subject_groups[..]), (&[1][..], &[][..]));
}

#[test]
fn there_is_a_template_of_each_kind() {
    let names: Vec<String> = template::files().unwrap().into_iter().map(|(name, _)| name).collect();

    assert_eq!(names, template::KINDS.map(|kind| format!("{kind}.xlsx")));
}
