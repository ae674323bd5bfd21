-- Why something stands on a day although the week did not ask for it: said at once, naming no pattern.
ALTER TABLE assignment_items ADD COLUMN because TEXT NOT NULL DEFAULT '';
