-- Everything of a school begins its primary key with school_id, and foreign keys are composite for the same
-- reason: a city's database can be partitioned or distributed by it without a changed query.

CREATE TABLE school (
    school_id uuid PRIMARY KEY,
    name text NOT NULL,
    -- Days in which an entry is corrected freely; later with a reason (DOMAIN §3).
    free_edit_days integer NOT NULL DEFAULT 14,
    -- Hour of the local day at which families are told of new marks; none: at once.
    publish_hour integer
);

CREATE TABLE academic_year (
    school_id uuid NOT NULL REFERENCES school,
    year_id uuid NOT NULL,
    starts_on date NOT NULL,
    first_semester_ends_on date NOT NULL,
    second_semester_starts_on date NOT NULL,
    ends_on date NOT NULL,
    PRIMARY KEY (school_id, year_id),
    UNIQUE (school_id, starts_on)
);

CREATE TABLE holiday (
    school_id uuid NOT NULL,
    year_id uuid NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (school_id, year_id, starts_on),
    FOREIGN KEY (school_id, year_id) REFERENCES academic_year
);

CREATE TABLE bell (
    school_id uuid NOT NULL REFERENCES school,
    period integer NOT NULL,
    -- Minutes since midnight.
    starts_at integer NOT NULL,
    ends_at integer NOT NULL,
    PRIMARY KEY (school_id, period)
);

CREATE TABLE person (
    school_id uuid NOT NULL REFERENCES school,
    person_id uuid NOT NULL,
    surname text NOT NULL,
    given text NOT NULL,
    patronymic text NOT NULL,
    -- Ukrainian alphabetical order as bytes.
    sort_key text NOT NULL,
    -- What an import recognises the person by: folded names, and the birth date or telephone.
    match_key text NOT NULL,
    born date,
    sex text,
    phone text,
    email text,
    address text,
    position text,
    PRIMARY KEY (school_id, person_id),
    UNIQUE (school_id, match_key)
);

CREATE TABLE person_role (
    school_id uuid NOT NULL,
    person_id uuid NOT NULL,
    role text NOT NULL,
    PRIMARY KEY (school_id, person_id, role),
    FOREIGN KEY (school_id, person_id) REFERENCES person
);

CREATE TABLE guardianship (
    school_id uuid NOT NULL,
    pupil_id uuid NOT NULL,
    guardian_id uuid NOT NULL,
    relation text NOT NULL,
    PRIMARY KEY (school_id, pupil_id, guardian_id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES person,
    FOREIGN KEY (school_id, guardian_id) REFERENCES person
);
CREATE INDEX guardianship_guardian ON guardianship (school_id, guardian_id);

CREATE TABLE school_class (
    school_id uuid NOT NULL,
    class_id uuid NOT NULL,
    year_id uuid NOT NULL,
    grade integer NOT NULL,
    letter text NOT NULL,
    scale text NOT NULL,
    class_teacher_id uuid,
    PRIMARY KEY (school_id, class_id),
    UNIQUE (school_id, year_id, grade, letter),
    FOREIGN KEY (school_id, year_id) REFERENCES academic_year,
    FOREIGN KEY (school_id, class_teacher_id) REFERENCES person
);

CREATE TABLE class_group (
    school_id uuid NOT NULL,
    group_id uuid NOT NULL,
    class_id uuid NOT NULL,
    number integer NOT NULL,
    PRIMARY KEY (school_id, group_id),
    UNIQUE (school_id, class_id, number),
    FOREIGN KEY (school_id, class_id) REFERENCES school_class
);

CREATE TABLE enrolment (
    school_id uuid NOT NULL,
    class_id uuid NOT NULL,
    pupil_id uuid NOT NULL,
    starts_on date NOT NULL,
    -- The last day in the class; none while the pupil is in it.
    ends_on date,
    order_number text,
    PRIMARY KEY (school_id, class_id, pupil_id, starts_on),
    FOREIGN KEY (school_id, class_id) REFERENCES school_class,
    FOREIGN KEY (school_id, pupil_id) REFERENCES person
);
CREATE INDEX enrolment_pupil ON enrolment (school_id, pupil_id);

CREATE TABLE group_member (
    school_id uuid NOT NULL,
    group_id uuid NOT NULL,
    pupil_id uuid NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    PRIMARY KEY (school_id, group_id, pupil_id, starts_on),
    FOREIGN KEY (school_id, group_id) REFERENCES class_group,
    FOREIGN KEY (school_id, pupil_id) REFERENCES person
);
CREATE INDEX group_member_pupil ON group_member (school_id, pupil_id);

CREATE TABLE subject (
    school_id uuid NOT NULL REFERENCES school,
    subject_id uuid NOT NULL,
    name text NOT NULL,
    sort_key text NOT NULL,
    PRIMARY KEY (school_id, subject_id),
    UNIQUE (school_id, name)
);

CREATE TABLE course (
    school_id uuid NOT NULL,
    course_id uuid NOT NULL,
    class_id uuid NOT NULL,
    group_id uuid,
    subject_id uuid NOT NULL,
    teacher_id uuid,
    weekly_tenths integer NOT NULL,
    PRIMARY KEY (school_id, course_id),
    FOREIGN KEY (school_id, class_id) REFERENCES school_class,
    FOREIGN KEY (school_id, group_id) REFERENCES class_group,
    FOREIGN KEY (school_id, subject_id) REFERENCES subject,
    FOREIGN KEY (school_id, teacher_id) REFERENCES person
);
CREATE INDEX course_class ON course (school_id, class_id);
CREATE INDEX course_teacher ON course (school_id, teacher_id);

CREATE TABLE timetable_slot (
    school_id uuid NOT NULL,
    course_id uuid NOT NULL,
    weekday integer NOT NULL,
    period integer NOT NULL,
    room text,
    PRIMARY KEY (school_id, course_id, weekday, period),
    FOREIGN KEY (school_id, course_id) REFERENCES course
);

CREATE TABLE plan_line (
    school_id uuid NOT NULL,
    course_id uuid NOT NULL,
    number integer NOT NULL,
    theme text,
    topic text NOT NULL,
    homework text,
    kind text NOT NULL,
    PRIMARY KEY (school_id, course_id, number),
    FOREIGN KEY (school_id, course_id) REFERENCES course
);

CREATE TABLE lesson (
    school_id uuid NOT NULL,
    lesson_id uuid NOT NULL,
    course_id uuid NOT NULL,
    held_on date NOT NULL,
    period integer NOT NULL,
    kind text NOT NULL DEFAULT 'ordinary',
    cancelled boolean NOT NULL DEFAULT false,
    room text,
    topic text NOT NULL DEFAULT '',
    homework text NOT NULL DEFAULT '',
    -- Who really taught it, where that was not the course's teacher.
    substitute_id uuid,
    version integer NOT NULL DEFAULT 0,
    PRIMARY KEY (school_id, lesson_id),
    UNIQUE (school_id, course_id, held_on, period),
    FOREIGN KEY (school_id, course_id) REFERENCES course,
    FOREIGN KEY (school_id, substitute_id) REFERENCES person
);
CREATE INDEX lesson_day ON lesson (school_id, held_on);

-- A column of a journal page. A lesson's own column has the lesson's identifier.
CREATE TABLE journal_column (
    school_id uuid NOT NULL,
    column_id uuid NOT NULL,
    course_id uuid NOT NULL,
    lesson_id uuid,
    PRIMARY KEY (school_id, column_id),
    FOREIGN KEY (school_id, course_id) REFERENCES course,
    FOREIGN KEY (school_id, lesson_id) REFERENCES lesson
);
CREATE INDEX journal_column_course ON journal_column (school_id, course_id);

CREATE TABLE entry (
    school_id uuid NOT NULL,
    column_id uuid NOT NULL,
    pupil_id uuid NOT NULL,
    mark integer,
    absence text,
    late integer,
    note text,
    draft boolean NOT NULL DEFAULT false,
    -- When the family may see mark and note; absences are seen at once.
    visible_at timestamptz,
    version integer NOT NULL,
    -- Place of the last change in the school's history.
    seq bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    PRIMARY KEY (school_id, column_id, pupil_id),
    FOREIGN KEY (school_id, column_id) REFERENCES journal_column,
    FOREIGN KEY (school_id, pupil_id) REFERENCES person,
    FOREIGN KEY (school_id, updated_by) REFERENCES person
);
CREATE INDEX entry_pupil ON entry (school_id, pupil_id);
-- What changed since a page was drawn.
CREATE INDEX entry_seq ON entry (school_id, seq);

-- Append-only: who, when, before, after. Each row's hash covers the row before it.
CREATE TABLE history (
    school_id uuid NOT NULL REFERENCES school,
    seq bigint NOT NULL,
    edit_id uuid NOT NULL,
    -- entry or lesson
    kind text NOT NULL,
    -- column_id of an entry, lesson_id of a lesson
    object_id uuid NOT NULL,
    pupil_id uuid,
    at timestamptz NOT NULL,
    author_id uuid NOT NULL,
    reason text,
    before text NOT NULL,
    after text NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (school_id, seq),
    UNIQUE (school_id, edit_id)
);
CREATE INDEX history_object ON history (school_id, object_id, pupil_id);

CREATE TABLE history_head (
    school_id uuid PRIMARY KEY REFERENCES school,
    seq bigint NOT NULL,
    hash bytea NOT NULL
);
