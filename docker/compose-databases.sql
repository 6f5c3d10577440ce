-- One database a service; run once, when the volume is new.
CREATE DATABASE phaen_plans;
CREATE DATABASE phaen_indicators;
CREATE DATABASE phaen_budget;
CREATE DATABASE phaen_reporting;
