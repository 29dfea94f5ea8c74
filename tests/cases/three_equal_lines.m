function mpc = three_equal_lines
% Three buses and three equal lines of r = 0.01, x = 0.1 p.u. without charging. Bus 2 feeds 50 MW,
% bus 3 takes 150 MW, bus 1 balances. All voltages are held at 1 p.u.
mpc.version = '2';
mpc.baseMVA = 100;
%	bus_i	type	Pd	Qd	Gs	Bs	area	Vm	Va	baseKV	zone	Vmax	Vmin
mpc.bus = [
	1	3	0	0	0	0	1	1	0	220	1	1.1	0.9;
	2	2	0	0	0	0	1	1	0	220	1	1.1	0.9;
	3	2	150	0	0	0	1	1	0	220	1	1.1	0.9;
];
%	bus	Pg	Qg	Qmax	Qmin	Vg	mBase	status	Pmax	Pmin
mpc.gen = [
	1	0	0	Inf	-Inf	1	100	1	200	0;
	2	50	0	Inf	-Inf	1	100	1	50	0;
	3	0	0	Inf	-Inf	1	100	1	0	0;
];
%	fbus	tbus	r	x	b	rateA	rateB	rateC	ratio	angle	status
mpc.branch = [
	1	2	0.01	0.1	0	0	0	0	0	0	1;
	1	3	0.01	0.1	0	0	0	0	0	0	1;
	2	3	0.01	0.1	0	0	0	0	0	0	1;
];
