package io.holdfast.testkit.simulation;

import io.holdfast.state.WorkingStore;
import io.holdfast.state.WorkingStoreContract;

/** The fake keeps the contract too. */
class InMemoryWorkingStoreTest extends WorkingStoreContract {

    @Override
    protected WorkingStore.Factory stores() {
        return new InMemoryWorkingStore.Factory();
    }
}
