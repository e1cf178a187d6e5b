// See registration.c.

#define RETURNS_TEXT
#include "registration.c"
