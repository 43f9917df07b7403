package io.holdfast.cli;

import io.holdfast.configuration.Setting;
import io.holdfast.configuration.Settings;
import io.holdfast.configuration.Values;

/** What a job runs with, and where each value is from, for people; without secrets. */
record EffectiveConfiguration(Values values, Settings settings) {

    @Override
    public String toString() {
        Table table = new Table("option", "value", "from");
        for (Setting<?> setting : values.all()) {
            table.row(setting.key().name(), setting.shown().isEmpty() ? "none" : setting.shown(), setting.origin());
        }
        for (Settings.Shown own : settings.all()) {
            table.row(own.key(), own.value(), own.origin() + (own.asked() ? "" : " (the job has not asked for it)"));
        }
        return table.toString();
    }
}
