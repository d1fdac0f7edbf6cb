-- What is referred to by name must be there; a type that no column has is not made by a mirror.
create type mood as enum ('happy', 'sad');
