-- The cells that edits want, with what the rules need to know of their lessons and pupils.
-- SQLite is told where to begin: the outer joins keep it from looking for the wanted cells among all columns of the
-- school, the plus from looking for an object's changes along the whole history. What is not there comes empty.
SELECT w.edit_id, w.column_id, w.pupil_id,
  head.seq, head.hash, s.school_id, s.name, s.free_edit_days, s.publish_hour,
  -- Which change of its cell an edit made that was applied before: the version it gave the cell.
  (SELECT (SELECT count(*) FROM history b
           WHERE b.school_id = h.school_id AND b.kind = h.kind AND b.object_id = h.object_id
             AND COALESCE(b.pupil_id, b.object_id) = COALESCE(h.pupil_id, h.object_id) AND +b.seq <= h.seq)
   FROM history h WHERE h.school_id = $1 AND h.edit_id = w.edit_id) AS applied,
  l.held_on, l.cancelled, j.kind, COALESCE(c.scale, k.scale) AS scale, c.teacher_id, l.substitute_id, k.class_teacher_id,
  -- Of a column that sums up, whoever belonged to the course in its semester or year.
  EXISTS (SELECT 1 FROM enrolment n
          WHERE n.school_id = c.school_id AND n.class_id = c.class_id AND n.pupil_id = w.pupil_id
            AND n.starts_on <= COALESCE(l.held_on, CASE j.semester WHEN 1 THEN y.first_semester_ends_on ELSE y.ends_on END)
            AND (n.ends_on IS NULL OR n.ends_on >=
                 COALESCE(l.held_on, CASE j.semester WHEN 2 THEN y.second_semester_starts_on ELSE y.starts_on END)))
  AND (c.group_id IS NULL
       OR EXISTS (SELECT 1 FROM group_member m
                  WHERE m.school_id = c.school_id AND m.group_id = c.group_id AND m.pupil_id = w.pupil_id
                    AND m.starts_on <= COALESCE(l.held_on, CASE j.semester WHEN 1 THEN y.first_semester_ends_on ELSE y.ends_on END)
                    AND (m.ends_on IS NULL OR m.ends_on >=
                         COALESCE(l.held_on, CASE j.semester WHEN 2 THEN y.second_semester_starts_on ELSE y.starts_on END))))
    AS belongs,
  CASE WHEN j.kind IN ('corrected', 'annual', 'corrected-annual', 'attestation') THEN q.semester IS NOT NULL
    ELSE z.semester IS NOT NULL OR q.semester IS NOT NULL END AS closed,
  q.semester IS NOT NULL AS class_closed, a.class_id IS NOT NULL AS archived,
  -- Of a corrected semester mark: whether the school asks for an application that the head answered with an order, and
  -- none is there that the commission did not refuse.
  COALESCE(j.kind = 'corrected' AND s.corrections_need_application
    AND NOT EXISTS (SELECT 1 FROM correction_application a
                    WHERE a.school_id = j.school_id AND a.course_id = j.course_id AND a.pupil_id = w.pupil_id
                      AND a.semester = j.semester AND a.order_number <> '' AND COALESCE(a.answer, '') <> 'refused'),
    FALSE) AS lacks_application,
  -- The column that this one corrects, or that corrects this one, and the mark there; a corrected mark in pencil is none.
  -- Asked inside, it costs a lesson's cell nothing. The kinds are said once more as the index on them says it.
  CASE WHEN j.kind IN ('semester', 'annual', 'corrected', 'corrected-annual') THEN (
    SELECT b.column_id FROM journal_column b WHERE b.school_id = j.school_id AND b.course_id = j.course_id
      AND b.kind = CASE j.kind WHEN 'semester' THEN 'corrected' WHEN 'corrected' THEN 'semester'
        WHEN 'annual' THEN 'corrected-annual' ELSE 'annual' END
      AND b.kind NOT IN ('lesson', 'work', 'thematic')
      AND COALESCE(b.semester, 0) = COALESCE(j.semester, 0)) END AS counterpart_id,
  CASE WHEN j.kind IN ('semester', 'annual', 'corrected', 'corrected-annual') THEN (
    SELECT m.mark FROM journal_column b
      JOIN entry m ON m.school_id = b.school_id AND m.column_id = b.column_id AND m.pupil_id = w.pupil_id
    WHERE b.school_id = j.school_id AND b.course_id = j.course_id
      AND b.kind = CASE j.kind WHEN 'semester' THEN 'corrected' WHEN 'corrected' THEN 'semester'
        WHEN 'annual' THEN 'corrected-annual' ELSE 'annual' END
      AND b.kind NOT IN ('lesson', 'work', 'thematic')
      AND COALESCE(b.semester, 0) = COALESCE(j.semester, 0)
      AND NOT (m.draft AND j.kind IN ('semester', 'annual'))) END AS counterpart_mark,
  e.created_at, e.updated_at,
  e.mark, e.absence, e.late, e.note, e.draft, e.visible_at, e.version, e.updated_by, e.basis
FROM wanted w
JOIN history_head head ON head.school_id = $1
JOIN school s ON s.school_id = $1
LEFT JOIN journal_column j ON j.school_id = $1 AND j.column_id = w.column_id
LEFT JOIN lesson l ON l.school_id = j.school_id AND l.lesson_id = j.lesson_id
LEFT JOIN course c ON c.school_id = j.school_id AND c.course_id = j.course_id
LEFT JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id
LEFT JOIN entry e ON e.school_id = j.school_id AND e.column_id = j.column_id AND e.pupil_id = w.pupil_id
LEFT JOIN academic_year y ON y.school_id = k.school_id AND y.year_id = k.year_id
-- A lesson is closed with the semester it lies in, and the reasons of its absences once the class has closed that too.
-- What sums up the year, and corrected marks, which come after the semester's by law, are closed with the class's second.
-- Of a course without lessons in the semester, which has nothing to close then, the class closes all of it.
LEFT JOIN closing z ON z.school_id = c.school_id AND z.course_id = c.course_id
  AND z.semester = CASE WHEN l.held_on <= y.first_semester_ends_on THEN 1 WHEN l.held_on IS NOT NULL THEN 2
    WHEN j.kind = 'corrected' THEN 2 ELSE COALESCE(j.semester, 2) END
LEFT JOIN class_closing q ON q.school_id = c.school_id AND q.class_id = c.class_id
  AND q.semester = CASE WHEN l.held_on <= y.first_semester_ends_on THEN 1 WHEN l.held_on IS NOT NULL THEN 2
    WHEN j.kind = 'corrected' THEN 2 ELSE COALESCE(j.semester, 2) END
  AND (z.semester IS NOT NULL
    OR NOT EXISTS (SELECT 1 FROM lesson o WHERE o.school_id = c.school_id AND o.course_id = c.course_id
                   AND NOT o.cancelled AND o.held_on BETWEEN
                     CASE q.semester WHEN 1 THEN y.starts_on ELSE y.second_semester_starts_on END AND
                     CASE q.semester WHEN 1 THEN y.first_semester_ends_on ELSE y.ends_on END))
-- Once the head has signed the archive, nothing of its journal is written.
LEFT JOIN archive_signature a ON a.school_id = c.school_id AND a.class_id = c.class_id AND a.role = 'head'
