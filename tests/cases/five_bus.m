function mpc = five_bus
% A small grid that has one of each: a transformer with a tap, a phase shifter, line charging, a
% shunt, a branch and a generator out of service, an isolated bus, sparse bus numbers.
%
%   10 ==== 20 ---- 70        10 is the slack bus; 10-20 a double line
%    |       \      /         20-40 a transformer, 40-70 a phase shifter
%    +------- 40 --+          99 is isolated
mpc.version = '2';
mpc.baseMVA = 50;
%	bus_i	type	Pd	Qd	Gs	Bs	area	Vm	Va	baseKV	zone	Vmax	Vmin
mpc.bus = [
	70	1	30	12	0	0	1	1	0	110	1	1.1	0.9;
	10	3	5	2	0	0	1	1.03	0	220	1	1.1	0.9;
	40	2	20	5	1	0	1	1.01	0	110	1	1.1	0.9;
	20	1	25	10	0	8	1	1	0	220	1	1.1	0.9;
	99	4	7	3	0	0	1	1	0	110	1	1.1	0.9;
];
%	bus	Pg	Qg	Qmax	Qmin	Vg	mBase	status	Pmax	Pmin
mpc.gen = [
	10	0	0	100	-100	1.03	100	1	100	0;
	40	25	0	15	-15	1.01	100	1	60	0;
	40	10	0	15	-15	1.01	100	0	60	0;
	10	12	0	40	-40	1.03	100	1	40	0;
];
%	fbus	tbus	r	x	b	rateA	rateB	rateC	ratio	angle	status	angmin	angmax
mpc.branch = [
	10	20	0.02	0.12	0.04	60	60	60	0	0	1	-360	360;
	10	20	0.02	0.12	0.04	60	60	60	0	0	1	-360	360;
	20	40	0.004	0.09	0	50	50	50	0.97	0	1	-360	360;
	20	70	0.03	0.15	0.03	40	40	40	0	0	1	-30	30;
	40	70	0.01	0.11	0	0	0	0	1	-4	1	-360	360;
	10	40	0.03	0.2	0.05	40	40	40	0	0	1	-360	360;
	20	70	0.03	0.15	0.03	40	40	40	0	0	0	-360	360;
];
mpc.gencost = [
	2	0	0	3	0.02	20	0	0	0	0;
	2	0	0	2	30	0	0	0	0	0;
	2	0	0	2	30	0	0	0	0	0;
	1	10	5	3	0	0	20	300	40	700;
];
