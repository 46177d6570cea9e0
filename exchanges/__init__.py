"""Virtual exchanges: joint designs, review, sessions, enrolment, attendance and reminders."""
