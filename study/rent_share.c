#include "study/rent_share.h"

/* s! (n - s - 1)! / n!: how often a coalition of s comes right before a player, over all orders. */
static double order_share(int n, int s)
{
    double share = 1.0 / n; /* 1 / (n over s) / (n - s) built up factor by factor */
    for (int i = 1; i <= s; i++)
        share *= (double)i / (n - i);
    return share;
}

static int count_members(unsigned coalition)
{
    int count = 0;
    for (; coalition != 0; coalition &= coalition - 1)
        count++;
    return count;
}

enum status shapley_shares(int n, const double *value, double *share)
{
    if (n < 1 || n > SHAPLEY_LIMIT) return STATUS_BAD_INPUT;
    const unsigned everyone = 1u << n;
    for (int i = 0; i < n; i++) {
        const unsigned player = 1u << i;
        share[i] = 0;
        for (unsigned others = 0; others < everyone; others++)
            if (!(others & player))
                share[i] += order_share(n, count_members(others)) *
                            (value[others | player] - value[others]);
    }
    return STATUS_OK;
}

double put_in_one_at_a_time(const double *value, int i)
{
    return value[1u << i] - value[0];
}

double take_out_one_at_a_time(int n, const double *value, int i)
{
    const unsigned all = (1u << n) - 1;
    return value[all] - value[all & ~(1u << i)];
}

double superadditivity(int n, const double *value)
{
    double together = value[(1u << n) - 1] - value[0];
    for (int i = 0; i < n; i++)
        together -= put_in_one_at_a_time(value, i);
    return together;
}

double rent_of_side(enum rent_key key, double rent_usd, double investment_a, double investment_b)
{
    const double both = investment_a + investment_b;
    if (key == RENT_BY_INVESTMENT && both > 0) return rent_usd * investment_a / both;
    return rent_usd / 2;
}
