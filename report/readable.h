/* Numbers for people: thousands separators, a unit that suits the size. Each function returns its
 * text by value, so that several can stand in one fprintf: fprintf(out, "%s",
 * readable_energy(mwh).text). */
#ifndef REPORT_READABLE_H
#define REPORT_READABLE_H

struct readable {
    char text[64];
};

struct readable readable_number(double value, int decimals); /* "12,345.6"; "n/a" if not finite */
struct readable readable_power(double mw);                   /* "1,127 MW" */
struct readable readable_energy(double mwh);        /* "12.3 MWh", "987.6 GWh", "9.87 TWh" */
struct readable readable_money(double usd);         /* "41,280 USD", "12,345.6 million USD" */
struct readable readable_price(double usd_per_mwh); /* "48.25" */
struct readable readable_share(double share);       /* "12.3 %" */

/* Printable ASCII only, one "?" for any other character: names come from files, and a terminal
 * obeys control characters. Cut to 63 characters. */
struct readable readable_name(const char *name);

#endif
