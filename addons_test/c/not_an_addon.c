// A library that registers nothing.

int not_an_addon(void) { return 0; }
