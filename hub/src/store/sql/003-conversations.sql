-- First what is not told yet, then what is: asked every second.
drop index conversations_due;
create index conversations_due on conversations (overdue, due_at) where due_at is not null;
