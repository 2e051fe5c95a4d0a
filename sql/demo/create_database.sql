-- Purpose: the database of the demo, in a private server that has just been made.
-- Settings: none. Runs outside of a transaction.

create database ct4 template template0 encoding 'UTF8';
